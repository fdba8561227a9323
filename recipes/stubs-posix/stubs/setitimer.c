/*
 * ITIMER_REAL sends SIGALRM after a time and then at intervals, in steps of the kernel's. The handler runs while the
 * program stands still, so it may not jump out. Refuses the other timers (ENOSYS); EINVAL, ENOMEM.
 */
#include "nanoseconds.h"
#include "timer.h"

#include <errno.h>
#include <guest/kernel.h>
#include <stubs/refused.h>

int setitimer(int which, const struct itimerval *restrict wanted, struct itimerval *restrict was) {
    struct itimerval old;
    struct stubs_timer timer = {0, from_timeval(&wanted->it_interval)};

    if (getitimer(which, &old) < 0)
        return -1;
    if (!is_timeval(&wanted->it_value) || !is_timeval(&wanted->it_interval)) {
        errno = EINVAL;
        return -1;
    }
    if (timerisset(&wanted->it_value))
        timer.next_ns = kernel_clock_monotonic_ns() + from_timeval(&wanted->it_value);
    if (stubs_timer_set(timer) < 0)
        return -1;
    if (was != 0)
        *was = old;
    return 0;
}
