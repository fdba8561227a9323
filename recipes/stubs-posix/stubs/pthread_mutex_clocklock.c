/* Locks a mutex, waiting for it until the time by a clock: ETIMEDOUT. EDEADLK, EAGAIN, EINVAL. */
#include "clocks.h"
#include "mutexes.h"

#include <errno.h>
#include <time.h>

int pthread_mutex_clocklock(pthread_mutex_t *restrict mutex, clockid_t clock, const struct timespec *restrict until) {
    int error = stubs_mutex_try(mutex);
    uint64_t until_ns;

    if (error != EBUSY && error != EDEADLK)
        return error;
    error = stubs_monotonic(clock, until, &until_ns);
    return error == 0 ? stubs_mutex_lock(mutex, until_ns) : error;
}
