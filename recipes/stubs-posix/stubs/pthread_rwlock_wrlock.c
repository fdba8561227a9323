/* Locks for writing, waiting; EDEADLK when the caller writes it, or nobody could unlock it. EINVAL. */
#include "rwlocks.h"
#include "waiting.h"

int pthread_rwlock_wrlock(pthread_rwlock_t *lock) {
    return stubs_rwlock_lock(lock, true, FOREVER);
}
