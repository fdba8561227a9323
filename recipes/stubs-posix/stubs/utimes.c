/* Refuses, ENOENT: there are no files. */
#include <errno.h>
#include <stubs/refused.h>
#include <sys/time.h>

int utimes(const char *path, const struct timeval *times) {
    (void)path;
    (void)times;
    return stub_refused("utimes", ENOENT);
}
