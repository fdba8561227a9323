/* The slow side of the stubs' own locks. */
#include "lock.h"

#include <guest/kernel.h>

void stubs_lock_wait(struct stubs_lock *lock) {
    /* Who has slept says that somebody may sleep behind it. */
    while (__atomic_exchange_n(&lock->word, LOCK_AWAITED, __ATOMIC_ACQUIRE) != LOCK_FREE) {
        if (kernel_futex_wait(&lock->word, LOCK_AWAITED, UINT64_MAX) == -KERNEL_EDEADLK)
            kernel_panic("deadlock: a lock of the C library, and no other thread could release it");
    }
}

void stubs_lock_wake(struct stubs_lock *lock) {
    kernel_futex_wake(&lock->word, 1);
}
