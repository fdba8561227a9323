/* Waits at a condition until the time by a clock: ETIMEDOUT. EPERM when the caller has not locked the mutex, EINVAL.
 */
#include "clocks.h"
#include "conditions.h"

#include <time.h>

int pthread_cond_clockwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, clockid_t clock,
                           const struct timespec *restrict until) {
    uint64_t until_ns;
    const int error = stubs_monotonic(clock, until, &until_ns);

    return error == 0 ? stubs_condition_wait(condition, mutex, until_ns) : error;
}
