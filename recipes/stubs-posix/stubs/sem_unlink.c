/* Refuses ENOENT: semaphores have no names. */
#include <errno.h>
#include <semaphore.h>
#include <stubs/refused.h>

int sem_unlink(const char *name) {
    (void)name;
    return stub_refused("sem_unlink", ENOENT);
}
