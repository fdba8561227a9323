/* The time of day, for time() and its kin; the time zone, if asked for, is UTC. Cannot fail. */
#include <guest/kernel.h>
#include <sys/time.h>

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int64_t microseconds = kernel_clock_realtime_ns() / 1000;

    if (now != 0)
        *now = (struct timeval){.tv_sec = microseconds / 1000000, .tv_usec = microseconds % 1000000};
    if (zone != 0)
        *(struct timezone *)zone = (struct timezone){0};
    return 0;
}
