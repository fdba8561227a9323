/* Refuses, ENOSYS: there is one process, in no session. */
#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int setpgid(pid_t process, pid_t group) {
    (void)process;
    (void)group;
    return stub_refused("setpgid", ENOSYS);
}
