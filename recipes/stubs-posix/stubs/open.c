/* openat() of the working directory. */
#include "files_lock.h"
#include "open_files.h"
#include "result.h"

#include <fcntl.h>
#include <stdarg.h>

int open(const char *path, int flags, ...) {
    mode_t mode = 0;
    va_list arguments;
    int result;

    va_start(arguments, flags);
    if (flags & O_CREAT)
        mode = va_arg(arguments, mode_t);
    va_end(arguments);
    files_lock();
    result = stubs_open(AT_FDCWD, path, flags, mode);
    files_unlock();
    return (int)stubs_result(result);
}
