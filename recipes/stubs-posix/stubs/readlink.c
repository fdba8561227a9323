/* Refuses, ENOENT: there are no files. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

ssize_t readlink(const char *restrict path, char *restrict target, size_t size) {
    (void)path;
    (void)target;
    (void)size;
    return stub_refused("readlink", ENOENT);
}
