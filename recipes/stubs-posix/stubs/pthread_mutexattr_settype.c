/* Sets whether a mutex is ordinary, recursive, or checks for errors; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int type) {
    if (!attributes->is_initialized || type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_DEFAULT)
        return EINVAL;
    attributes->type = type;
    return 0;
}
