/* Locks for reading, waiting until the time by a clock: ETIMEDOUT. EDEADLK, EAGAIN, EINVAL. */
#include "clocks.h"
#include "rwlocks.h"

#include <errno.h>
#include <time.h>

int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                               const struct timespec *restrict until) {
    int error = stubs_rwlock_try(lock, false);
    uint64_t until_ns;

    if (error != EBUSY)
        return error;
    error = stubs_monotonic(clock, until, &until_ns);
    return error == 0 ? stubs_rwlock_lock(lock, false, until_ns) : error;
}
