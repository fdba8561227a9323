/*
 * Lets a file have a length, which reads as zero; memory is taken when it is written, so that ENOSPC may come then.
 * Returns EINVAL, EFBIG, ESPIPE, ENODEV and EBADF.
 */
#include "descriptors.h"
#include "files_lock.h"
#include "node.h"

#include <errno.h>
#include <fcntl.h>

static int lengthen(const struct open_file *file, off_t offset, off_t length) {
    off_t end;

    if (file == NULL || (file->flags & O_ACCMODE) == O_RDONLY)
        return EBADF;
    if (offset < 0 || length <= 0)
        return EINVAL;
    if (__builtin_add_overflow(offset, length, &end))
        return EFBIG;
    if (file->node == NULL || !S_ISREG(file->node->mode))
        return file->kind->seek == NULL ? ESPIPE : ENODEV;
    if (end > file->node->content.size)
        file->resize(file->node, end);
    return 0;
}

int posix_fallocate(int descriptor, off_t offset, off_t length) {
    const int error = errno;

    files_lock();
    const int result = lengthen(stubs_file(descriptor), offset, length);
    files_unlock();
    errno = error;
    return result;
}
