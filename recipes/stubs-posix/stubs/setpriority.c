/* Lets the priority be 0, which it is; refuses any other (ENOSYS). ESRCH for who is not there, EINVAL. */
#include <errno.h>
#include <stubs/refused.h>
#include <sys/resource.h>

int setpriority(int which, id_t who, int priority) {
    if (getpriority(which, who) < 0)
        return -1;
    return priority == 0 ? 0 : stub_refused("setpriority", ENOSYS);
}
