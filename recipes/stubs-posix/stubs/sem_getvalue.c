/* The value of a semaphore, which is never negative; EINVAL. */
#include "semaphores.h"

int sem_getvalue(sem_t *restrict semaphore, int *restrict value) {
    if (!stubs_is_semaphore(semaphore))
        return -1;
    *value = (int)__atomic_load_n(&semaphore->value, __ATOMIC_RELAXED);
    return 0;
}
