/* Refuses EINVAL: semaphores have no names, so none was opened. */
#include <errno.h>
#include <semaphore.h>
#include <stubs/refused.h>

int sem_close(sem_t *semaphore) {
    (void)semaphore;
    return stub_refused("sem_close", EINVAL);
}
