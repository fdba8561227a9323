/* Makes a condition unusable; EINVAL. */
#include "conditions.h"

#include <errno.h>

int pthread_cond_destroy(pthread_cond_t *condition) {
    if (!is_condition(condition))
        return EINVAL;
    *condition = 0;
    return 0;
}
