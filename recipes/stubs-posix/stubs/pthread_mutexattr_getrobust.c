/* PTHREAD_MUTEX_STALLED: no mutex is robust. EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_mutexattr_getrobust(const pthread_mutexattr_t *restrict attributes, int *restrict robust) {
    if (!attributes->is_initialized)
        return EINVAL;
    *robust = PTHREAD_MUTEX_STALLED;
    return 0;
}
