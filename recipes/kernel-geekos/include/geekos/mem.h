/* Physical memory in pages, and ranges of addresses that are backed with them: GeekOS's words for what kernels share.
 */
#ifndef GEEKOS_MEM_H
#define GEEKOS_MEM_H

#include <memory/backing.h>
#include <memory/pages.h>

static inline void *Alloc_Page(void) {
    return pages_take();
}

static inline void Free_Page(void *page) {
    pages_give(page);
}

static inline size_t Count_Free_Pages(void) {
    return pages_unused();
}

static inline uint64_t Round_Down_To_Page(uint64_t address) {
    return page_floor(address);
}

static inline uint64_t Round_Up_To_Page(uint64_t address) {
    return page_ceiling(address);
}

#endif
