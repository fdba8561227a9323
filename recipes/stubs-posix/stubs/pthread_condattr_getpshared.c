/* Whether other processes are to use it, of which there are none; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_condattr_getpshared(const pthread_condattr_t *restrict attributes, int *restrict shared) {
    if (!attributes->is_initialized)
        return EINVAL;
    *shared = attributes->process_shared;
    return 0;
}
