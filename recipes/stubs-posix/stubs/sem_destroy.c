/* Makes a semaphore, for which nobody may wait, unusable; EINVAL. */
#include "semaphores.h"

int sem_destroy(sem_t *semaphore) {
    if (!stubs_is_semaphore(semaphore))
        return -1;
    semaphore->mark = 0;
    return 0;
}
