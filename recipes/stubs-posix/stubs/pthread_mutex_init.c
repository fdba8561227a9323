/* Makes a mutex, which may be recursive or check for errors; EINVAL for attributes that are none. */
#include "mutexes.h"

#include <errno.h>
#include <stddef.h>

int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes) {
    const int type = attributes == NULL ? PTHREAD_MUTEX_DEFAULT : attributes->type;

    if (attributes != NULL && !attributes->is_initialized)
        return EINVAL;
    *mutex = MUTEX_MARK | (pthread_mutex_t)type << MUTEX_TYPE_SHIFT;
    return 0;
}
