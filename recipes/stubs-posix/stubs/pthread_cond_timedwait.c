/* Waits at a condition until the time: ETIMEDOUT. EPERM when the caller has not locked the mutex, EINVAL. */
#include "clocks.h"
#include "conditions.h"

#include <errno.h>
#include <time.h>

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until) {
    const uint32_t word = stubs_condition_word(condition);
    const int before = errno;
    uint64_t until_ns;

    if (word != 0 && stubs_monotonic(word & CONDITION_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME, until, &until_ns))
        return stubs_condition_wait(condition, mutex, until_ns);
    errno = before;
    return EINVAL;
}
