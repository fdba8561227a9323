/* Unlocks what the caller writes, or one of those that read; EPERM when it is not locked, or another writes it.
 * EINVAL. */
#include "parking.h"
#include "rwlocks.h"
#include "threads.h"

#include <errno.h>
#include <limits.h>

/* What it becomes, or 0 when the caller has nothing to unlock. */
static uint32_t unlocked(uint32_t word) {
    const uint32_t count = word & RWLOCK_COUNT;

    if (count == 0 || (word & RWLOCK_WRITTEN && count != stubs_self()->number))
        return 0;
    return word & RWLOCK_WRITTEN || count == 1 ? RWLOCK_MARK : word - 1;
}

int pthread_rwlock_unlock(pthread_rwlock_t *lock) {
    uint32_t word = stubs_rwlock_word(lock), next;

    if (word == 0)
        return EINVAL;
    do {
        next = unlocked(word);
        if (next == 0)
            return EPERM;
    } while (!__atomic_compare_exchange_n(lock, &word, next, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    if (word & RWLOCK_AWAITED && next == RWLOCK_MARK)
        stubs_unpark(lock, UINT_MAX);
    return 0;
}
