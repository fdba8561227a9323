/* Refuses ENOTSUP for all but PTHREAD_MUTEX_STALLED: nobody looks after a mutex whose owner ended. EINVAL. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_mutexattr_setrobust(pthread_mutexattr_t *attributes, int robust) {
    if (!attributes->is_initialized || (robust != PTHREAD_MUTEX_STALLED && robust != PTHREAD_MUTEX_ROBUST))
        return EINVAL;
    if (robust != PTHREAD_MUTEX_STALLED) {
        stub_refused("pthread_mutexattr_setrobust", ENOTSUP);
        return ENOTSUP;
    }
    return 0;
}
