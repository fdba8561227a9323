/* Lowers a semaphore, waiting until the time while it is 0: ETIMEDOUT. EINTR when a handler ran, EINVAL. */
#include "clocks.h"
#include "semaphores.h"

#include <time.h>

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
    uint64_t until_ns;

    if (!stubs_is_semaphore(semaphore))
        return -1;
    if (stubs_semaphore_lower(semaphore))
        return 0;
    if (!stubs_monotonic(CLOCK_REALTIME, until, &until_ns))
        return -1;
    return stubs_semaphore_wait(semaphore, until_ns);
}
