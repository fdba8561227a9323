/* Makes a condition, whose timeouts are of the clock of its attributes; EINVAL. */
#include "conditions.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes) {
    if (attributes != NULL && !attributes->is_initialized)
        return EINVAL;
    *condition = CONDITION_MARK;
    if (attributes != NULL && attributes->clock == CLOCK_MONOTONIC)
        *condition |= CONDITION_MONOTONIC;
    return 0;
}
