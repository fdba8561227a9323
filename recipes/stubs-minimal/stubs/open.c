/* Refuses, ENOSYS: there are no files. */
#include <errno.h>
#include <fcntl.h>
#include <stubs/refused.h>

int open(const char *path, int flags, ...) {
    (void)path;
    (void)flags;
    return stub_refused("open", ENOSYS);
}
