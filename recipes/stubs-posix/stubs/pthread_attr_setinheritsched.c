/* Notes whether a thread to be is scheduled as its maker is, which it is in any case; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_setinheritsched(pthread_attr_t *attributes, int inherits) {
    if (!attributes->is_initialized || (inherits != PTHREAD_INHERIT_SCHED && inherits != PTHREAD_EXPLICIT_SCHED))
        return EINVAL;
    attributes->inheritsched = inherits;
    return 0;
}
