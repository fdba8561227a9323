/* Refuses, EROFS: no files can be made. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int symlink(const char *target, const char *path) {
    (void)target;
    (void)path;
    return stub_refused("symlink", EROFS);
}
