/* Makes a condition, at which nobody may wait, unusable; EINVAL. */
#include "conditions.h"

#include <errno.h>

int pthread_cond_destroy(pthread_cond_t *condition) {
    if (stubs_condition_word(condition) == 0)
        return EINVAL;
    *condition = 0;
    return 0;
}
