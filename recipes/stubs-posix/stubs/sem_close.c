/* Gives back what sem_open() gave: EINVAL for what it did not give. */
#include "named_semaphores.h"

#include <errno.h>

int sem_close(sem_t *semaphore) {
    struct named_semaphore *named;

    stubs_lock(&stubs_names_lock);
    named = stubs_semaphore_of(semaphore);
    if (named != NULL) {
        named->opened--;
        stubs_semaphore_drop(named);
    }
    stubs_unlock(&stubs_names_lock);
    if (named != NULL)
        return 0;
    errno = EINVAL;
    return -1;
}
