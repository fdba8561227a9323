/* Locks for writing, waiting until the time by a clock: ETIMEDOUT. EDEADLK, EINVAL. */
#include "clocks.h"
#include "rwlocks.h"

#include <errno.h>
#include <time.h>

int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                               const struct timespec *restrict until) {
    int error = stubs_rwlock_try(lock, true);
    uint64_t until_ns;

    if (error != EBUSY)
        return error;
    error = stubs_monotonic(clock, until, &until_ns);
    return error == 0 ? stubs_rwlock_lock(lock, true, until_ns) : error;
}
