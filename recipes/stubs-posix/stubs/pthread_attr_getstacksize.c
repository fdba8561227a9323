/* The size of the stack of a thread to be; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_getstacksize(const pthread_attr_t *restrict attributes, size_t *restrict size) {
    if (!attributes->is_initialized)
        return EINVAL;
    *size = attributes->stacksize;
    return 0;
}
