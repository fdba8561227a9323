/* Refuses, EROFS: no files can be made. */
#include <errno.h>
#include <fcntl.h>
#include <stubs/refused.h>

int creat(const char *path, mode_t mode) {
    (void)path;
    (void)mode;
    return stub_refused("creat", EROFS);
}
