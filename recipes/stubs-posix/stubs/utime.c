/* Refuses, ENOENT: there are no files. */
#include <errno.h>
#include <stubs/refused.h>
#include <utime.h>

int utime(const char *path, const struct utimbuf *times) {
    (void)path;
    (void)times;
    return stub_refused("utime", ENOENT);
}
