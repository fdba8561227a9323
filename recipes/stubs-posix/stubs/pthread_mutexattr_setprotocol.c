/* Refuses ENOTSUP for all but PTHREAD_PRIO_NONE: threads have no priorities. EINVAL. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_mutexattr_setprotocol(pthread_mutexattr_t *attributes, int protocol) {
    if (!attributes->is_initialized || protocol < PTHREAD_PRIO_NONE || protocol > PTHREAD_PRIO_PROTECT)
        return EINVAL;
    if (protocol != PTHREAD_PRIO_NONE) {
        stub_refused("pthread_mutexattr_setprotocol", ENOTSUP);
        return ENOTSUP;
    }
    return 0;
}
