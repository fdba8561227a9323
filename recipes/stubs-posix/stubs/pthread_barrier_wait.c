/* Waits until as many threads are there as the barrier is for, and tells one of them so:
 * PTHREAD_BARRIER_SERIAL_THREAD. EDEADLK when no other could come, EINVAL. */
#include "barriers.h"
#include "parking.h"

#include <errno.h>
#include <guest/kernel.h>
#include <limits.h>

/* Whether the caller is the last of its round; the number of the round. */
static bool arrive(pthread_barrier_t *barrier, uint32_t *round) {
    stubs_lock(stubs_barrier_lock(barrier));
    const bool is_last = ++barrier->arrived == barrier->count;
    *round = barrier->round;
    __atomic_fetch_add(&barrier->inside, 1, __ATOMIC_RELAXED);
    if (is_last) {
        barrier->arrived = 0;
        __atomic_store_n(&barrier->round, *round + 1, __ATOMIC_RELEASE);
        stubs_unpark(&barrier->round, UINT_MAX);
    }
    stubs_unlock(stubs_barrier_lock(barrier));
    return is_last;
}

/* The last act: who destroys the barrier waits for it. */
static void leave(pthread_barrier_t *barrier) {
    if (__atomic_sub_fetch(&barrier->inside, 1, __ATOMIC_RELEASE) == 0)
        stubs_unpark(&barrier->inside, UINT_MAX);
}

/* Nobody could come any more; false if somebody did meanwhile. */
static bool give_up(pthread_barrier_t *barrier, uint32_t round) {
    stubs_lock(stubs_barrier_lock(barrier));
    const bool is_alone = barrier->round == round;
    if (is_alone)
        barrier->arrived--;
    stubs_unlock(stubs_barrier_lock(barrier));
    return is_alone;
}

int pthread_barrier_wait(pthread_barrier_t *barrier) {
    int result = 0;
    uint32_t round;

    if (barrier->count == 0)
        return EINVAL;
    if (arrive(barrier, &round)) {
        result = PTHREAD_BARRIER_SERIAL_THREAD;
    } else {
        while (result == 0 && __atomic_load_n(&barrier->round, __ATOMIC_ACQUIRE) == round) {
            if (stubs_park(&barrier->round, round, UINT64_MAX) == -KERNEL_EDEADLK && give_up(barrier, round))
                result = EDEADLK;
        }
    }
    leave(barrier);
    return result;
}
