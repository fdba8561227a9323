/* Lowers a semaphore; EAGAIN when it is 0, EINVAL. */
#include "semaphores.h"
#include "signals.h"

#include <errno.h>

int sem_trywait(sem_t *semaphore) {
    if (!stubs_is_semaphore(semaphore))
        return -1;
    stubs_deliver_pending(); /* it may be all that a thread does while it waits */
    if (stubs_semaphore_lower(semaphore))
        return 0;
    errno = EAGAIN;
    return -1;
}
