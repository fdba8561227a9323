/* Locks for reading; EBUSY if it would have to wait. EAGAIN, EINVAL. */
#include "rwlocks.h"

#include <errno.h>

int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock) {
    const int error = stubs_rwlock_try(lock, false);

    return error == EDEADLK ? EBUSY : error;
}
