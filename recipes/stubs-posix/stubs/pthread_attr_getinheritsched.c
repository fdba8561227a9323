/* Whether a thread to be is scheduled as its maker is; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_getinheritsched(const pthread_attr_t *restrict attributes, int *restrict inherits) {
    if (!attributes->is_initialized)
        return EINVAL;
    *inherits = attributes->inheritsched;
    return 0;
}
