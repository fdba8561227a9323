/* C11's pthread_cond_timedwait(), by the time of day. */
#include "standard_threads.h"

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict until) {
    return stubs_standard(pthread_cond_timedwait(condition, mutex, until));
}
