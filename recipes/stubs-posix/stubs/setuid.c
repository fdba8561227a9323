/* Refuses, ENOSYS: there is one user, number 0. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int setuid(uid_t user) {
    (void)user;
    return stub_refused("setuid", ENOSYS);
}
