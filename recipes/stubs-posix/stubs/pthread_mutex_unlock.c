/* Unlocks a mutex; EPERM when it is not locked, EINVAL. */
#include "mutexes.h"

#include <errno.h>

int pthread_mutex_unlock(pthread_mutex_t *mutex) {
    if (!is_mutex(mutex))
        return EINVAL;
    if ((*mutex & MUTEX_DEPTH) == 0)
        return EPERM;
    --*mutex;
    return 0;
}
