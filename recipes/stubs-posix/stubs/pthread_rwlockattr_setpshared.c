/* Notes whether other processes are to use it, of which there are none; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attributes, int shared) {
    if (!attributes->is_initialized || (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED))
        return EINVAL;
    attributes->process_shared = shared;
    return 0;
}
