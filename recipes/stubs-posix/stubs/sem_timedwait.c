/* sem_clockwait() by the clock of the day. */
#include <semaphore.h>
#include <time.h>

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
    return sem_clockwait(semaphore, CLOCK_REALTIME, until);
}
