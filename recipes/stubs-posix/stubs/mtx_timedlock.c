/* C11's pthread_mutex_timedlock(), by the time of day. */
#include "standard_threads.h"

int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until) {
    return stubs_standard(pthread_mutex_timedlock(mutex, until));
}
