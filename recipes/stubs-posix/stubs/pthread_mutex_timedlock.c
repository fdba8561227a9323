/* Locks a mutex, waiting for it until the time: ETIMEDOUT. EDEADLK, EAGAIN, EINVAL. */
#include "clocks.h"
#include "mutexes.h"

#include <errno.h>
#include <time.h>

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until) {
    const int error = stubs_mutex_try(mutex), before = errno;
    uint64_t until_ns;

    if (error != EBUSY && error != EDEADLK)
        return error;
    if (stubs_monotonic(CLOCK_REALTIME, until, &until_ns))
        return stubs_mutex_lock(mutex, until_ns);
    errno = before;
    return EINVAL;
}
