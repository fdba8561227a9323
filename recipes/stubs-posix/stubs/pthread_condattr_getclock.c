/* The clock of the timeouts of a condition to be; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_condattr_getclock(const pthread_condattr_t *restrict attributes, clockid_t *restrict clock) {
    if (!attributes->is_initialized)
        return EINVAL;
    *clock = (clockid_t)attributes->clock;
    return 0;
}
