/* Sleeps for a time or until one, by CLOCK_REALTIME or CLOCK_MONOTONIC. Returns EINTR when a handler ran, and EINVAL.
 */
#include "clocks.h"
#include "nanoseconds.h"
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted, struct timespec *rest) {
    const int error = errno;
    uint64_t until, now;
    int result;

    if (!is_timespec(wanted) || stubs_monotonic(clock, wanted, &until) != 0)
        return EINVAL;
    if (!(flags & TIMER_ABSTIME))
        until = kernel_clock_monotonic_ns() + from_timespec(wanted);
    result = stubs_wait(0, until, false);
    now = kernel_clock_monotonic_ns();
    errno = error;
    if (result == 0)
        return 0;
    if (rest != 0 && !(flags & TIMER_ABSTIME))
        *rest = to_timespec(until > now ? until - now : 0);
    return EINTR;
}
