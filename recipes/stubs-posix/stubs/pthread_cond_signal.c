/* Wakes one of those that wait at a condition; EINVAL. */
#include "conditions.h"

int pthread_cond_signal(pthread_cond_t *condition) {
    return stubs_condition_wake(condition, 1);
}
