/* The clocks: of the day, of the time since the start, and of the processor's use. */
#include "clocks.h"

#include "nanoseconds.h"

#include <errno.h>
#include <guest/kernel.h>

bool stubs_clock(clockid_t clock, uint64_t *nanoseconds) {
    switch (clock) {
    case CLOCK_REALTIME:
        *nanoseconds = (uint64_t)kernel_clock_realtime_ns();
        return true;
    case CLOCK_MONOTONIC:
        *nanoseconds = kernel_clock_monotonic_ns();
        return true;
    case CLOCK_PROCESS_CPUTIME_ID:
        *nanoseconds = kernel_clock_busy_ns();
        return true;
    case CLOCK_THREAD_CPUTIME_ID:
        *nanoseconds = kernel_clock_thread_ns();
        return true;
    default:
        errno = EINVAL;
        return false;
    }
}

int stubs_monotonic(clockid_t clock, const struct timespec *time, uint64_t *nanoseconds) {
    const bool is_before_1970 = time->tv_sec < 0 && time->tv_nsec >= 0 && time->tv_nsec < 1000000000;
    const uint64_t wanted = is_before_1970 ? 0 : from_timespec(time), now = kernel_clock_monotonic_ns();
    uint64_t read;

    if ((!is_before_1970 && !is_timespec(time)) || (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC))
        return EINVAL;
    stubs_clock(clock, &read);
    *nanoseconds = wanted > read ? now + (wanted - read) : 0;
    return 0;
}
