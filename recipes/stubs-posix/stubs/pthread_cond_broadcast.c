/* Wakes all that wait at a condition; EINVAL. */
#include "conditions.h"

#include <limits.h>

int pthread_cond_broadcast(pthread_cond_t *condition) {
    return stubs_condition_wake(condition, UINT_MAX);
}
