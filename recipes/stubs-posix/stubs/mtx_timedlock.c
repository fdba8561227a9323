/* C11's pthread_mutex_timedlock(), by the time of day. */
#include <errno.h>
#include <threads.h>

int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until) {
    switch (pthread_mutex_timedlock(mutex, until)) {
    case 0:
        return thrd_success;
    case ETIMEDOUT:
        return thrd_timedout;
    default:
        return thrd_error;
    }
}
