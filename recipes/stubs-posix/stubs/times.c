/* Returns the time since the kernel started, in CLOCKS_PER_SEC; what of it the processor did not idle is the
 * program's. */
#include <guest/kernel.h>
#include <sys/times.h>
#include <time.h>

enum { STEP_NS = 1000000000 / CLOCKS_PER_SEC };

clock_t times(struct tms *used) {
    if (used != 0)
        *used = (struct tms){.tms_utime = kernel_clock_busy_ns() / STEP_NS};
    return kernel_clock_monotonic_ns() / STEP_NS;
}
