/* The type of a mutex to be; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_mutexattr_gettype(const pthread_mutexattr_t *attributes, int *type) {
    if (!attributes->is_initialized)
        return EINVAL;
    *type = attributes->type;
    return 0;
}
