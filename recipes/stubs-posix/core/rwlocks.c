/* The part that all ways to lock for reading and for writing share. */
#include "rwlocks.h"

#include "parking.h"
#include "threads.h"

#include <errno.h>
#include <guest/kernel.h>

uint32_t stubs_rwlock_word(pthread_rwlock_t *lock) {
    uint32_t word = __atomic_load_n(lock, __ATOMIC_RELAXED);

    if (word == PTHREAD_RWLOCK_INITIALIZER &&
        __atomic_compare_exchange_n(lock, &word, RWLOCK_MARK, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        return RWLOCK_MARK;
    return word >> 31 == 0 && (word & RWLOCK_MARKS) == RWLOCK_MARK ? word : 0;
}

/* Why it cannot be locked now, or 0. */
static int obstacle(uint32_t word, bool writes) {
    if (word & RWLOCK_WRITTEN)
        return (word & RWLOCK_COUNT) == stubs_self()->number ? EDEADLK : EBUSY;
    if (writes)
        return (word & RWLOCK_COUNT) == 0 ? 0 : EBUSY;
    return (word & RWLOCK_COUNT) == RWLOCK_COUNT ? EAGAIN : 0;
}

int stubs_rwlock_try(pthread_rwlock_t *lock, bool writes) {
    const uint32_t more = writes ? RWLOCK_WRITTEN | stubs_self()->number : 1;
    uint32_t word = stubs_rwlock_word(lock);

    for (;;) {
        const int error = word == 0 ? EINVAL : obstacle(word, writes);
        if (error != 0)
            return error;
        if (__atomic_compare_exchange_n(lock, &word, word + more, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return 0;
    }
}

int stubs_rwlock_lock(pthread_rwlock_t *lock, bool writes, uint64_t until_ns) {
    for (;;) {
        const int error = stubs_rwlock_try(lock, writes);
        uint32_t word = __atomic_load_n(lock, __ATOMIC_RELAXED);

        if (error != EBUSY)
            return error;
        if (obstacle(word, writes) == 0)
            continue;
        /* All that wait are woken when it is free, and say anew that they wait. */
        if (!(word & RWLOCK_AWAITED) && !__atomic_compare_exchange_n(lock, &word, word | RWLOCK_AWAITED, false,
                                                                     __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            continue;
        switch (stubs_park(lock, word | RWLOCK_AWAITED, until_ns)) {
        case -KERNEL_ETIMEDOUT:
            return ETIMEDOUT;
        case -KERNEL_EDEADLK:
            return EDEADLK;
        }
    }
}
