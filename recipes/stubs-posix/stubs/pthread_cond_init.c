/* Makes a condition, with the clock of its timeouts; EINVAL for attributes that are none. */
#include "conditions.h"

#include <errno.h>
#include <stddef.h>

int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes) {
    if (attributes != NULL && !attributes->is_initialized)
        return EINVAL;
    *condition = CONDITION_MARK | (attributes == NULL ? CLOCK_REALTIME : (pthread_cond_t)attributes->clock);
    return 0;
}
