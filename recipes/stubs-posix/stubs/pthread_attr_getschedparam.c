/* The priority of a thread to be, which is 0; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_getschedparam(const pthread_attr_t *restrict attributes, struct sched_param *restrict parameter) {
    if (!attributes->is_initialized)
        return EINVAL;
    *parameter = attributes->schedparam;
    return 0;
}
