/* The part that all ways to lock a mutex share. */
#include "mutexes.h"

#include <errno.h>

int stubs_mutex_try(pthread_mutex_t *mutex) {
    if (!is_mutex(mutex))
        return EINVAL;
    if ((*mutex & MUTEX_DEPTH) != 0 && !is_recursive(*mutex))
        return EBUSY;
    if ((*mutex & MUTEX_DEPTH) == MUTEX_DEPTH)
        return EAGAIN;
    ++*mutex;
    return 0;
}
