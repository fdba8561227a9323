/* What is left of ITIMER_REAL, and its interval. Refuses the other timers (ENOSYS); EINVAL. */
#include "nanoseconds.h"
#include "timer.h"

#include <errno.h>
#include <guest/kernel.h>
#include <stubs/refused.h>

int getitimer(int which, struct itimerval *now) {
    const struct stubs_timer timer = stubs_timer_get();
    const uint64_t time = kernel_clock_monotonic_ns();

    if (which == ITIMER_VIRTUAL || which == ITIMER_PROF)
        return stub_refused("setitimer", ENOSYS);
    if (which != ITIMER_REAL) {
        errno = EINVAL;
        return -1;
    }
    now->it_interval = to_timeval(timer.interval_ns);
    now->it_value = to_timeval(0);
    if (timer.next_ns != 0)
        now->it_value = to_timeval(timer.next_ns > time + 1000 ? timer.next_ns - time : 1000);
    return 0;
}
