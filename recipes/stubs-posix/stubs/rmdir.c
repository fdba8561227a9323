/* Refuses, ENOENT: there are no directories. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int rmdir(const char *path) {
    (void)path;
    return stub_refused("rmdir", ENOENT);
}
