/*
 * Maps memory that reads as zero, at the address that was asked for if it is free, else where there is room. Refuses
 * files (ENODEV), more memory than there is (ENOMEM), and what POSIX does (EINVAL). With PROT_NONE it takes addresses
 * alone. MAP_FIXED unmaps what was there first, and it stays unmapped if the new mapping fails.
 */
#include "pages.h"

#include <errno.h>
#include <stubs/refused.h>

enum { KNOWN = MAP_SHARED | MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS | MAP_NORESERVE };

static void *fail(int error) {
    errno = error;
    return MAP_FAILED;
}

static bool are_valid(const void *address, int protection, int flags) {
    const int sharing = flags & (MAP_SHARED | MAP_PRIVATE);

    return !(protection & ~PROT_ALL) && !(flags & ~KNOWN) && (sharing == MAP_SHARED || sharing == MAP_PRIVATE) &&
           (!(flags & MAP_FIXED) || is_page(address));
}

void *mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t offset) {
    const uintptr_t hint = (uintptr_t)address & -(uintptr_t)KERNEL_PAGE_SIZE;
    const size_t pages = to_pages(size);
    long got;

    (void)descriptor;
    (void)offset;
    if (size == 0 || !are_valid(address, protection, flags))
        return fail(EINVAL);
    if (!(flags & MAP_ANONYMOUS)) {
        stub_refused("mmap of a file", ENODEV);
        return MAP_FAILED;
    }
    if (pages == 0)
        return fail(ENOMEM);
    if (flags & MAP_FIXED) {
        const int unmapped = kernel_memory_unmap(hint, pages);
        if (unmapped < 0)
            return fail(unmapped == -KERNEL_EINVAL ? ENOMEM : -unmapped);
    }
    got = kernel_memory_map(hint, pages, (unsigned)protection);
    return got < 0 ? fail((int)-got) : (void *)got;
}
