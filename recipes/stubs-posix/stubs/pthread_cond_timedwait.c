/* Sleeps till the time, since nobody could wake the one thread: ETIMEDOUT. EPERM when the mutex is not locked,
 * EINVAL. */
#include "conditions.h"
#include "mutexes.h"

#include <errno.h>
#include <time.h>

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until) {
    int error;

    if (!is_condition(condition) || !is_mutex(mutex))
        return EINVAL;
    if ((*mutex & MUTEX_DEPTH) == 0)
        return EPERM;
    do
        error = clock_nanosleep((clockid_t)(*condition & CONDITION_CLOCK), TIMER_ABSTIME, until, 0);
    while (error == EINTR);
    return error == 0 ? ETIMEDOUT : error;
}
