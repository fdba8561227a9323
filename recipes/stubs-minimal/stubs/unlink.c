/* Refuses, ENOSYS: there are no files. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int unlink(const char *path) {
    (void)path;
    return stub_refused("unlink", ENOSYS);
}
