/* Locks for writing, waiting until the time by a clock: ETIMEDOUT. EDEADLK, EINVAL. */
#include "clocks.h"
#include "rwlocks.h"

#include <errno.h>
#include <time.h>

int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                               const struct timespec *restrict until) {
    const int error = stubs_rwlock_try(lock, true), before = errno;
    uint64_t until_ns;

    if (error != EBUSY)
        return error;
    if (stubs_monotonic(clock, until, &until_ns))
        return stubs_rwlock_lock(lock, true, until_ns);
    errno = before;
    return EINVAL;
}
