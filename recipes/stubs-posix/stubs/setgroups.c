/* Refuses, ENOSYS: there is one group, number 0. */
#include <errno.h>
#include <grp.h>
#include <stubs/refused.h>
#include <unistd.h>

int setgroups(int count, const gid_t *groups) {
    (void)count;
    (void)groups;
    return stub_refused("setgroups", ENOSYS);
}
