/*
 * A lock for readers and writers is one futex word: how many read or who writes, and whether somebody waits. Readers
 * go first: a reader may lock again what it reads.
 */
#ifndef STUBS_RWLOCKS_H
#define STUBS_RWLOCKS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    RWLOCK_COUNT = 0x00ffffff, /* readers, or the kernel's number of the writer */
    RWLOCK_WRITTEN = 0x01000000,
    RWLOCK_AWAITED = 0x02000000,
    RWLOCK_MARK = 0x70000000,
    RWLOCK_MARKS = 0x70000000,
};

/* What the lock is now, one of PTHREAD_RWLOCK_INITIALIZER made one; 0 if it is none. */
uint32_t stubs_rwlock_word(pthread_rwlock_t *lock);

/* Lock it if that needs no waiting: 0, EBUSY, EDEADLK (the caller writes it), EAGAIN (too many) or EINVAL (no lock).
 */
int stubs_rwlock_try(pthread_rwlock_t *lock, bool writes);

/* Lock it, waiting until the monotonic clock reads `until_ns`: 0, ETIMEDOUT, EDEADLK, EAGAIN, EINVAL. */
int stubs_rwlock_lock(pthread_rwlock_t *lock, bool writes, uint64_t until_ns);

#endif
