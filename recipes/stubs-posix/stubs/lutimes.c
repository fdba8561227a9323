/* utimes() of a symbolic link itself. */
#include "microseconds.h"

#include <fcntl.h>

int lutimes(const char *path, const struct timeval *times) {
    struct timespec exact[2];

    return stubs_exact(times, exact) ? utimensat(AT_FDCWD, path, times == 0 ? 0 : exact, AT_SYMLINK_NOFOLLOW) : -1;
}
