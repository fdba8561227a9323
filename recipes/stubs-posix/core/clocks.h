/* The clocks that there are. */
#ifndef STUBS_CLOCKS_H
#define STUBS_CLOCKS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* What a clock reads; false and EINVAL if there is none of that number. */
bool stubs_clock(clockid_t clock, uint64_t *nanoseconds);

/* When the monotonic clock reads what another, of time and not of use, reads at `time`: 0, or EINVAL. Leaves errno.
 */
int stubs_monotonic(clockid_t clock, const struct timespec *time, uint64_t *nanoseconds);

#endif
