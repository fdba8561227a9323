/*
 * Maps memory that reads as zero, or a file as it is now (MAP_PRIVATE), at the address that was asked for if it is
 * free, else where there is room. Refuses files that are to change by it (MAP_SHARED) and what is no file (ENODEV),
 * one that is not read (EACCES), more memory than there is (ENOMEM), and what POSIX does (EINVAL, EBADF). With
 * PROT_NONE it takes addresses alone. MAP_FIXED unmaps what was there first, and it stays unmapped if the new mapping
 * fails.
 */
#include "descriptors.h"
#include "files_lock.h"
#include "pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stubs/refused.h>

enum {
    KNOWN = MAP_SHARED | MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS | MAP_NORESERVE |
            /* Memory is there from the start and stays, and a stack is memory like any other. */
            MAP_LOCKED | MAP_POPULATE | MAP_STACK,
};

static void *fail(int error) {
    errno = error;
    return MAP_FAILED;
}

static bool are_valid(const void *address, int protection, int flags) {
    const int sharing = flags & (MAP_SHARED | MAP_PRIVATE);

    return !(protection & ~PROT_ALL) && !(flags & ~KNOWN) && (sharing == MAP_SHARED || sharing == MAP_PRIVATE) &&
           (!(flags & MAP_FIXED) || is_page(address));
}

static int check_file(const struct open_file *file, int flags, off_t offset) {
    if (file == NULL)
        return -EBADF;
    if (offset < 0 || offset % KERNEL_PAGE_SIZE != 0)
        return -EINVAL;
    if (file->resize != NULL && (file->flags & O_ACCMODE) == O_WRONLY)
        return -EACCES;
    return file->resize == NULL || flags & MAP_SHARED ? -ENODEV : 0;
}

/* Fill mapped memory with what a file has at `offset`, and protect it. */
static long fill(uintptr_t address, size_t size, int protection, struct open_file *file, off_t offset) {
    int result = 0;

    file->kind->read(file, (void *)address, size, &offset);
    if (protection != (PROT_READ | PROT_WRITE))
        result = kernel_memory_protect(address, size, (unsigned)protection);
    if (result < 0)
        kernel_memory_unmap(address, size);
    return result < 0 ? result : (long)address;
}

static int unmap_fixed(uintptr_t address, size_t size) {
    const int unmapped = kernel_memory_unmap(address, size);

    return unmapped == -KERNEL_EINVAL ? -ENOMEM : unmapped;
}

static long map(uintptr_t hint, size_t size, int protection, int flags, struct open_file *file, off_t offset) {
    const int access = file != NULL ? PROT_READ | PROT_WRITE : protection;
    long got = flags & MAP_FIXED ? unmap_fixed(hint, size) : 0;

    if (got == 0)
        got = kernel_memory_map(hint, size, (unsigned)access);
    return got < 0 || file == NULL ? got : fill((uintptr_t)got, size, protection, file, offset);
}

static long map_file(uintptr_t hint, size_t size, int protection, int flags, int descriptor, off_t offset) {
    files_lock();
    struct open_file *file = stubs_file(descriptor);
    long got = check_file(file, flags, offset);

    if (got == 0)
        got = map(hint, size, protection, flags, file, offset);
    files_unlock();
    if (got == -ENODEV)
        stub_refused("mmap of a file", ENODEV);
    return got;
}

void *mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t offset) {
    const uintptr_t hint = (uintptr_t)address & -(uintptr_t)KERNEL_PAGE_SIZE;
    const size_t pages = to_pages(size);
    long got;

    if (size == 0 || !are_valid(address, protection, flags))
        return fail(EINVAL);
    if (pages == 0)
        return fail(ENOMEM);
    if (flags & MAP_ANONYMOUS)
        got = map(hint, pages, protection, flags, NULL, 0);
    else
        got = map_file(hint, pages, protection, flags, descriptor, offset);
    return got < 0 ? fail((int)-got) : (void *)got;
}
