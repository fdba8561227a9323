/* Refuses, ENOSYS: there is one group, number 0. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int setegid(gid_t group) {
    (void)group;
    return stub_refused("setegid", ENOSYS);
}
