/* The time of day in nanoseconds, by TIME_UTC, which it returns; 0 for another base. */
#include <time.h>

int timespec_get(struct timespec *time, int base) {
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, time) == 0 ? base : 0;
}
