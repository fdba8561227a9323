/* Locks a spin lock; EBUSY when it is locked. EINVAL. */
#include <pthread.h>

int pthread_spin_trylock(pthread_spinlock_t *lock) {
    return pthread_mutex_trylock(lock);
}
