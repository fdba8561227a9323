/*
 * Returns the time since the kernel started, in CLOCKS_PER_SEC, and says that the program used all of it: nothing
 * else runs in a guest. Cannot fail.
 */
#include <guest/kernel.h>
#include <sys/times.h>
#include <time.h>

clock_t times(struct tms *used) {
    clock_t now = kernel_clock_monotonic_ns() / (1000000000 / CLOCKS_PER_SEC);

    *used = (struct tms){.tms_utime = now};
    return now;
}
