/* Makes a spin lock unusable; EBUSY while it is locked, EINVAL. */
#include <pthread.h>

int pthread_spin_destroy(pthread_spinlock_t *lock) {
    return pthread_mutex_destroy(lock);
}
