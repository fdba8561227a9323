/* Lowers a semaphore, waiting until the time by a clock while it is 0: ETIMEDOUT. EINTR when a handler ran, EINVAL.
 */
#include "clocks.h"
#include "semaphores.h"

#include <errno.h>
#include <time.h>

int sem_clockwait(sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict until) {
    uint64_t until_ns;

    if (!stubs_is_semaphore(semaphore))
        return -1;
    if (stubs_semaphore_lower(semaphore))
        return 0;
    if (stubs_monotonic(clock, until, &until_ns) != 0) {
        errno = EINVAL;
        return -1;
    }
    return stubs_semaphore_wait(semaphore, until_ns);
}
