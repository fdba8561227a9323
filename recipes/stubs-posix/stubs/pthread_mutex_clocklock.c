/* Locks a mutex, waiting for it until the time by a clock: ETIMEDOUT. EDEADLK, EAGAIN, EINVAL. */
#include "clocks.h"
#include "mutexes.h"

#include <errno.h>
#include <time.h>

int pthread_mutex_clocklock(pthread_mutex_t *restrict mutex, clockid_t clock, const struct timespec *restrict until) {
    const int error = stubs_mutex_try(mutex), before = errno;
    uint64_t until_ns;

    if (error != EBUSY && error != EDEADLK)
        return error;
    if (stubs_monotonic(clock, until, &until_ns))
        return stubs_mutex_lock(mutex, until_ns);
    errno = before;
    return EINVAL;
}
