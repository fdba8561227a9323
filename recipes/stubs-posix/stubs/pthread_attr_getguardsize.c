/* The size of the guard that was asked for; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_getguardsize(const pthread_attr_t *restrict attributes, size_t *restrict size) {
    if (!attributes->is_initialized)
        return EINVAL;
    *size = attributes->guardsize;
    return 0;
}
