/* Refuses, EROFS: no files can be made. */
#include <errno.h>
#include <stubs/refused.h>
#include <sys/stat.h>

int mkfifo(const char *path, mode_t mode) {
    (void)path;
    (void)mode;
    return stub_refused("mkfifo", EROFS);
}
