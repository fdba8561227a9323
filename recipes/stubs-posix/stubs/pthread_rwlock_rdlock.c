/* Locks for reading, waiting; EDEADLK when the caller writes it, or nobody could unlock it. EAGAIN, EINVAL. */
#include "rwlocks.h"
#include "waiting.h"

int pthread_rwlock_rdlock(pthread_rwlock_t *lock) {
    return stubs_rwlock_lock(lock, false, FOREVER);
}
