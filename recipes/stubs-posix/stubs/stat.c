/* Refuses, ENOENT: there are no files. */
#include <errno.h>
#include <stubs/refused.h>
#include <sys/stat.h>

int stat(const char *restrict path, struct stat *restrict status) {
    (void)path;
    (void)status;
    return stub_refused("stat", ENOENT);
}
