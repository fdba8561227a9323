/* Makes a mutex unusable; EBUSY while it is locked, EINVAL. */
#include "mutexes.h"

#include <errno.h>

int pthread_mutex_destroy(pthread_mutex_t *mutex) {
    if (!is_mutex(mutex))
        return EINVAL;
    if ((*mutex & MUTEX_DEPTH) != 0)
        return EBUSY;
    *mutex = 0;
    return 0;
}
