/* Makes a semaphore; EINVAL for more than SEM_VALUE_MAX. */
#include "semaphores.h"

#include <errno.h>
#include <limits.h>

int sem_init(sem_t *semaphore, int shared, unsigned value) {
    (void)shared;
    if (value > SEM_VALUE_MAX) {
        errno = EINVAL;
        return -1;
    }
    *semaphore = (sem_t){.mark = SEMAPHORE_MARK, .value = value};
    return 0;
}
