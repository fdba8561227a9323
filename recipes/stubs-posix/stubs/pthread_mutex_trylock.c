/* Locks a mutex; EBUSY when it is locked and not to be locked again. EAGAIN, EINVAL. */
#include "mutexes.h"
#include "signals.h"

#include <errno.h>

int pthread_mutex_trylock(pthread_mutex_t *mutex) {
    const int error = stubs_mutex_try(mutex);

    stubs_deliver_pending(); /* it may be all that a thread does while it waits */

    return error == EDEADLK ? EBUSY : error;
}
