/* Notes whether a thread to be is to be joined; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_setdetachstate(pthread_attr_t *attributes, int state) {
    if (!attributes->is_initialized || (state != PTHREAD_CREATE_DETACHED && state != PTHREAD_CREATE_JOINABLE))
        return EINVAL;
    attributes->detachstate = state;
    return 0;
}
