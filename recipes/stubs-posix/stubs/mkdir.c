/* Refuses, EROFS: no directories can be made. */
#include <errno.h>
#include <stubs/refused.h>
#include <sys/stat.h>

int mkdir(const char *path, mode_t mode) {
    (void)path;
    (void)mode;
    return stub_refused("mkdir", EROFS);
}
