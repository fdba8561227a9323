/* Refuses, ENOSYS: there are no files. */
#include <errno.h>
#include <fcntl.h>

int open(const char *path, int flags, ...) {
    (void)path;
    (void)flags;
    errno = ENOSYS;
    return -1;
}
