/* A barrier counts in rounds; who destroys it waits until all of the last round have left. */
#ifndef STUBS_BARRIERS_H
#define STUBS_BARRIERS_H

#include "lock.h"

#include <pthread.h>

/* The lock of its counters. */
static inline struct stubs_lock *stubs_barrier_lock(pthread_barrier_t *barrier) {
    _Static_assert(sizeof(struct stubs_lock) == sizeof barrier->lock, "a lock is one word");
    return (struct stubs_lock *)&barrier->lock;
}

#endif
