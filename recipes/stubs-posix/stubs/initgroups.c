/* Refuses, ENOSYS: there is one group, number 0. */
#include <errno.h>
#include <grp.h>
#include <stubs/refused.h>
#include <unistd.h>

int initgroups(const char *user, gid_t group) {
    (void)user;
    (void)group;
    return stub_refused("initgroups", ENOSYS);
}
