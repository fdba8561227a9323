/* Lowers a semaphore, waiting while it is 0. EINTR when a handler ran, EDEADLK when nobody could raise it, EINVAL. */
#include "semaphores.h"
#include "waiting.h"

int sem_wait(sem_t *semaphore) {
    return stubs_semaphore_wait(semaphore, FOREVER);
}
