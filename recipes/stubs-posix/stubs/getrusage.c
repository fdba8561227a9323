/*
 * The processor time that the program (RUSAGE_SELF) or its children, of which it has none, used; all of it counts as
 * its own, none as the system's. What is not counted is 0. EINVAL for any other.
 */
#include "nanoseconds.h"

#include <errno.h>
#include <guest/kernel.h>
#include <sys/resource.h>

int getrusage(int who, struct rusage *usage) {
    if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN) {
        errno = EINVAL;
        return -1;
    }
    *usage = (struct rusage){0};
    if (who == RUSAGE_SELF)
        usage->ru_utime = to_timeval(kernel_clock_busy_ns());
    return 0;
}
