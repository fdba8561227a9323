/* Refuses ENOSYS for a priority other than 0; ESRCH for other processes. */
#include <errno.h>
#include <sched.h>
#include <stubs/refused.h>

int sched_setparam(pid_t process, const struct sched_param *parameter) {
    if (sched_getscheduler(process) < 0)
        return -1;
    return parameter->sched_priority == 0 ? 0 : stub_refused("sched_setparam", ENOSYS);
}
