/* Refuses, ENOENT: there are no files. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int access(const char *path, int mode) {
    (void)path;
    (void)mode;
    return stub_refused("access", ENOENT);
}
