/* Unlocks a spin lock; EPERM when the caller has not locked it, EINVAL. */
#include <pthread.h>

int pthread_spin_unlock(pthread_spinlock_t *lock) {
    return pthread_mutex_unlock(lock);
}
