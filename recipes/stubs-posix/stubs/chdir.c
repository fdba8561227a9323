/* Refuses, ENOENT: there are no directories. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int chdir(const char *path) {
    (void)path;
    return stub_refused("chdir", ENOENT);
}
