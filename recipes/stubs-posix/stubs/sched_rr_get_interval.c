/* Refuses ENOSYS: there is no SCHED_RR. */
#include <errno.h>
#include <sched.h>
#include <stubs/refused.h>

int sched_rr_get_interval(pid_t process, struct timespec *interval) {
    (void)process;
    (void)interval;
    return stub_refused("sched_rr_get_interval", ENOSYS);
}
