/* PTHREAD_PRIO_NONE: threads have no priorities. EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_mutexattr_getprotocol(const pthread_mutexattr_t *restrict attributes, int *restrict protocol) {
    if (!attributes->is_initialized)
        return EINVAL;
    *protocol = PTHREAD_PRIO_NONE;
    return 0;
}
