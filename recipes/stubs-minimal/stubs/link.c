/* Refuses, ENOSYS: there are no files. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int link(const char *old, const char *new) {
    (void)old;
    (void)new;
    return stub_refused("link", ENOSYS);
}
