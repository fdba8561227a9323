/* Locks a spin lock, waiting for it; EDEADLK when the caller has it. EINVAL. */
#include <pthread.h>

int pthread_spin_lock(pthread_spinlock_t *lock) {
    return pthread_mutex_lock(lock);
}
