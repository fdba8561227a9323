/* Refuses ENOTSUP for all but SCHED_OTHER: there is no other policy. EINVAL. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_attr_setschedpolicy(pthread_attr_t *attributes, int policy) {
    if (!attributes->is_initialized || (policy != SCHED_OTHER && policy != SCHED_FIFO && policy != SCHED_RR))
        return EINVAL;
    if (policy != SCHED_OTHER) {
        stub_refused("pthread_attr_setschedpolicy", ENOTSUP);
        return ENOTSUP;
    }
    attributes->schedpolicy = policy;
    return 0;
}
