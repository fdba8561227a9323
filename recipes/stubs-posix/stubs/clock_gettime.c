/* Reads CLOCK_REALTIME, _MONOTONIC, _PROCESS_CPUTIME_ID or _THREAD_CPUTIME_ID; EINVAL for any other. */
#include "clocks.h"
#include "nanoseconds.h"

int clock_gettime(clockid_t clock, struct timespec *time) {
    uint64_t nanoseconds;

    if (!stubs_clock(clock, &nanoseconds))
        return -1;
    *time = to_timespec(nanoseconds);
    return 0;
}
