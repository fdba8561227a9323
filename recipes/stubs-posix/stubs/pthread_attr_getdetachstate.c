/* Whether a thread to be is to be joined; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_getdetachstate(const pthread_attr_t *restrict attributes, int *restrict state) {
    if (!attributes->is_initialized)
        return EINVAL;
    *state = attributes->detachstate;
    return 0;
}
