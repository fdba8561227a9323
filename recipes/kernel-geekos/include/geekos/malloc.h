/* The kernel's heap: GeekOS's words for what kernels share. */
#ifndef GEEKOS_MALLOC_H
#define GEEKOS_MALLOC_H

#include <memory/small.h>

/* Memory for `size` bytes, aligned to 16, whatever it holds; a null pointer if there is none or `size` is 0. */
static inline void *Malloc(size_t size) {
    return small_take(size);
}

/* Give memory back; a null pointer is none. Panics if the address is not one that Malloc gave. */
static inline void Free(void *memory) {
    small_give(memory);
}

#endif
