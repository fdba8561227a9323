/*
 * Takes the advice that asks for nothing (MADV_NORMAL, _RANDOM, _SEQUENTIAL, _WILLNEED, and MADV_FREE, which lets the
 * content stay). Refuses MADV_DONTNEED (ENOSYS), which would have to free memory that stays mapped.
 */
#include "pages.h"

#include <errno.h>
#include <stubs/refused.h>

int madvise(void *address, size_t size, int advice) {
    (void)size;
    if (!is_page(address)) {
        errno = EINVAL;
        return -1;
    }
    switch (advice) {
    case MADV_NORMAL:
    case MADV_RANDOM:
    case MADV_SEQUENTIAL:
    case MADV_WILLNEED:
    case MADV_FREE:
        return 0;
    case MADV_DONTNEED:
        return stub_refused("madvise", ENOSYS);
    default:
        errno = EINVAL;
        return -1;
    }
}
