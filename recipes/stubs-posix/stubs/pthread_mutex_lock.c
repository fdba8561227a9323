/* Locks a mutex; EDEADLK when it is locked and not recursive: nobody else could unlock it. EAGAIN, EINVAL. */
#include "mutexes.h"

#include <errno.h>

int pthread_mutex_lock(pthread_mutex_t *mutex) {
    const int error = stubs_mutex_try(mutex);

    return error == EBUSY ? EDEADLK : error;
}
