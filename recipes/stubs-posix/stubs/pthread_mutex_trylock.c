/* Locks a mutex; EBUSY when it is locked and not recursive. EAGAIN, EINVAL. */
#include "mutexes.h"

int pthread_mutex_trylock(pthread_mutex_t *mutex) {
    return stubs_mutex_try(mutex);
}
