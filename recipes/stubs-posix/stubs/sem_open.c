/* Refuses ENOSYS: semaphores have no names. */
#include <errno.h>
#include <semaphore.h>
#include <stubs/refused.h>

sem_t *sem_open(const char *name, int flags, ...) {
    (void)name;
    (void)flags;
    stub_refused("sem_open", ENOSYS);
    return SEM_FAILED;
}
