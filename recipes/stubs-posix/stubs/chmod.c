/* Refuses, ENOENT: there are no files. */
#include <errno.h>
#include <stubs/refused.h>
#include <sys/stat.h>

int chmod(const char *path, mode_t mode) {
    (void)path;
    (void)mode;
    return stub_refused("chmod", ENOENT);
}
