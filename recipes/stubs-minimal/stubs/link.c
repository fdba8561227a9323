/* Refuses, ENOSYS: there are no files. */
#include <errno.h>
#include <unistd.h>

int link(const char *old, const char *new) {
    (void)old;
    (void)new;
    errno = ENOSYS;
    return -1;
}
