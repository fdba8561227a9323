/* Refuses, ENOENT: there are no files. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int truncate(const char *path, off_t length) {
    (void)path;
    (void)length;
    return stub_refused("truncate", ENOENT);
}
