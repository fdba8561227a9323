/* Locks a mutex; when it is locked and not recursive, sleeps till the time and returns ETIMEDOUT. EAGAIN, EINVAL. */
#include "mutexes.h"

#include <errno.h>
#include <time.h>

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until) {
    int error = stubs_mutex_try(mutex);

    if (error != EBUSY)
        return error;
    do
        error = clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, until, 0);
    while (error == EINTR);
    return error == 0 ? ETIMEDOUT : error;
}
