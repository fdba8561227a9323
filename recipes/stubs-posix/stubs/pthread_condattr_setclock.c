/* Sets the clock of a condition's timeouts, CLOCK_REALTIME or CLOCK_MONOTONIC; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_condattr_setclock(pthread_condattr_t *attributes, clockid_t clock) {
    if (!attributes->is_initialized || (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC))
        return EINVAL;
    attributes->clock = clock;
    return 0;
}
