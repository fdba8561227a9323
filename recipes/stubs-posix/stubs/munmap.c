/*
 * Unmaps pages and frees their memory at once, whatever mappings they are parts of. Refuses addresses that mmap()
 * does not give (EINVAL), and ENOMEM.
 */
#include "pages.h"

#include <errno.h>

int munmap(void *address, size_t size) {
    int result = -EINVAL;

    if (size != 0 && is_page(address))
        result = kernel_memory_unmap((uintptr_t)address, to_pages(size));
    if (result == 0)
        return 0;
    errno = -result;
    return -1;
}
