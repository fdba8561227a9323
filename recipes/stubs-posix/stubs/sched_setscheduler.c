/* Lets the program have SCHED_OTHER without a priority, which it has; refuses ENOSYS for all else. ESRCH. */
#include <errno.h>
#include <sched.h>
#include <stubs/refused.h>

int sched_setscheduler(pid_t process, int policy, const struct sched_param *parameter) {
    if (sched_getscheduler(process) < 0)
        return -1;
    if (policy == SCHED_OTHER && parameter->sched_priority == 0)
        return SCHED_OTHER; /* the one before */
    return stub_refused("sched_setscheduler", ENOSYS);
}
