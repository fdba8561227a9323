/*
 * The stubs' own locks. One that is held is waited for in the kernel, never by spinning. A handler that the timer's
 * hook calls must not wait: it may call what POSIX lets a signal's handler call.
 */
#ifndef STUBS_LOCK_H
#define STUBS_LOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { LOCK_FREE, LOCK_HELD, LOCK_AWAITED };

struct stubs_lock {
    uint32_t word;
};

/* What stubs_lock does if somebody else holds it. */
void stubs_lock_wait(struct stubs_lock *lock);
void stubs_lock_wake(struct stubs_lock *lock);

static inline bool stubs_lock_try(struct stubs_lock *lock) {
    uint32_t free = LOCK_FREE;

    /* What the last holder wrote is seen by the next. */
    return __atomic_compare_exchange_n(&lock->word, &free, LOCK_HELD, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static inline void stubs_lock(struct stubs_lock *lock) {
    if (!stubs_lock_try(lock))
        stubs_lock_wait(lock);
}

static inline void stubs_unlock(struct stubs_lock *lock) {
    if (__atomic_exchange_n(&lock->word, LOCK_FREE, __ATOMIC_RELEASE) == LOCK_AWAITED)
        stubs_lock_wake(lock);
}

#endif
