/* Refuses, ENOSYS: there is one user, number 0. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int seteuid(uid_t user) {
    (void)user;
    return stub_refused("seteuid", ENOSYS);
}
