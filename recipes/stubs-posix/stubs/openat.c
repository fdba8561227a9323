/*
 * Opens a file by name, seen from the directory that a descriptor leads to: with O_CREAT, O_EXCL, O_TRUNC, O_APPEND,
 * O_NONBLOCK, O_NOFOLLOW, O_DIRECTORY and O_CLOEXEC; O_SYNC and O_NOCTTY ask for nothing. ENOENT, EEXIST, ENOTDIR,
 * EISDIR, ELOOP, ENAMETOOLONG, EINVAL, EMFILE, ENFILE and ENOSPC (no memory), ENXIO and EDEADLK for a FIFO whose
 * other end nobody has open, EBADF.
 */
#include "files_lock.h"
#include "open_files.h"
#include "result.h"

#include <fcntl.h>
#include <stdarg.h>

int openat(int descriptor, const char *path, int flags, ...) {
    mode_t mode = 0;
    va_list arguments;
    int result;

    va_start(arguments, flags);
    if (flags & O_CREAT)
        mode = va_arg(arguments, mode_t);
    va_end(arguments);
    files_lock();
    result = stubs_open(descriptor, path, flags, mode);
    files_unlock();
    return (int)stubs_result(result);
}
