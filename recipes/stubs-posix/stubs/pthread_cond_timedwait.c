/* pthread_cond_clockwait() by the clock that the condition was made with. */
#include "conditions.h"

#include <errno.h>
#include <time.h>

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until) {
    const uint32_t word = stubs_condition_word(condition);

    if (word == 0)
        return EINVAL;
    return pthread_cond_clockwait(condition, mutex, word & CONDITION_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME,
                                  until);
}
