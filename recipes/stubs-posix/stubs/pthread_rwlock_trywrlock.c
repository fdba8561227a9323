/* Locks for writing; EBUSY if it would have to wait. EINVAL. */
#include "rwlocks.h"

#include <errno.h>

int pthread_rwlock_trywrlock(pthread_rwlock_t *lock) {
    const int error = stubs_rwlock_try(lock, true);

    return error == EDEADLK ? EBUSY : error;
}
