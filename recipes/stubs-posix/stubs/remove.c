/* unlink(), or rmdir() of a directory; newlib's own knows no directories. */
#include <errno.h>
#include <reent.h>
#include <stdio.h>
#include <unistd.h>

int remove(const char *path) {
    const int error = errno;

    if (unlink(path) == 0)
        return 0;
    if (errno != EISDIR)
        return -1;
    errno = error;
    return rmdir(path);
}

int _remove_r(struct _reent *state, const char *path) {
    (void)state;
    return remove(path);
}
