/* SCHED_OTHER: there is no other policy. EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_getschedpolicy(const pthread_attr_t *restrict attributes, int *restrict policy) {
    if (!attributes->is_initialized)
        return EINVAL;
    *policy = attributes->schedpolicy;
    return 0;
}
