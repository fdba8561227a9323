/* The attributes of a lock for readers and writers. Cannot fail. */
#include <pthread.h>

int pthread_rwlockattr_init(pthread_rwlockattr_t *attributes) {
    *attributes = (pthread_rwlockattr_t){.is_initialized = 1};
    return 0;
}
