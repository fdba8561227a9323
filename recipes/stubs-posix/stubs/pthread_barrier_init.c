/* Makes a barrier for `count` threads; EINVAL for none, and for attributes that are none. */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attributes, unsigned count) {
    if (count == 0 || (attributes != NULL && !attributes->is_initialized))
        return EINVAL;
    *barrier = (pthread_barrier_t){.count = count};
    return 0;
}
