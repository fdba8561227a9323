/* Makes a barrier unusable when all have left it; EBUSY while somebody waits at it, EINVAL. */
#include "barriers.h"
#include "parking.h"

#include <errno.h>

int pthread_barrier_destroy(pthread_barrier_t *barrier) {
    uint32_t inside;

    if (barrier->count == 0)
        return EINVAL;
    stubs_lock(stubs_barrier_lock(barrier));
    const bool is_busy = barrier->arrived != 0;
    stubs_unlock(stubs_barrier_lock(barrier));
    if (is_busy)
        return EBUSY;
    while ((inside = __atomic_load_n(&barrier->inside, __ATOMIC_ACQUIRE)) != 0)
        stubs_park(&barrier->inside, inside, UINT64_MAX);
    barrier->count = 0;
    return 0;
}
