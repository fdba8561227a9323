/* Lowers a semaphore; EAGAIN when it is 0, EINVAL. */
#include "semaphores.h"

#include <errno.h>

int sem_trywait(sem_t *semaphore) {
    if (!stubs_is_semaphore(semaphore))
        return -1;
    if (stubs_semaphore_lower(semaphore))
        return 0;
    errno = EAGAIN;
    return -1;
}
