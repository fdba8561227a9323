/*
 * Changes what may be done with pages of mmap(), whose content stays; pages that had PROT_NONE from the start get
 * their memory now. Refuses what is not mapped so, such as stack and heap, and too little memory (ENOMEM).
 */
#include "pages.h"

#include <errno.h>

int mprotect(void *address, size_t size, int protection) {
    int result = -EINVAL;

    if (size == 0 && is_page(address))
        return 0;
    if (is_page(address) && !(protection & ~PROT_ALL))
        result = kernel_memory_protect((uintptr_t)address, to_pages(size), (unsigned)protection);
    if (result == 0)
        return 0;
    errno = -result;
    return -1;
}
