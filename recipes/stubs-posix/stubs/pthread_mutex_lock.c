/* Locks a mutex, waiting for it; EDEADLK when the caller has it, or nobody could unlock it. EAGAIN, EINVAL. */
#include "mutexes.h"
#include "waiting.h"

int pthread_mutex_lock(pthread_mutex_t *mutex) {
    return stubs_mutex_lock(mutex, FOREVER);
}
