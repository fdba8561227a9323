/*
 * A mutex is one futex word: what it is, who holds it and how often, and whether somebody waits. So it is taken and
 * given back by one exchange, and an owner is known as soon as there is one.
 */
#ifndef STUBS_MUTEXES_H
#define STUBS_MUTEXES_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    MUTEX_OWNER = 0x000007ff, /* the kernel's number of a thread; 0: unlocked */
    MUTEX_ONCE = 0x00000800,  /* one in the depth */
    MUTEX_DEPTH = 0x01fff800,
    MUTEX_AWAITED = 0x02000000,
    MUTEX_TYPE = 0x0c000000,
    MUTEX_TYPE_SHIFT = 26,
    MUTEX_MARK = 0x50000000,
    MUTEX_MARKS = 0x70000000,
};

/* What the mutex is now, one of PTHREAD_MUTEX_INITIALIZER made one; 0 if it is none. */
uint32_t stubs_mutex_word(pthread_mutex_t *mutex);

/* Whether the calling thread holds the mutex of that word. */
bool stubs_mutex_is_mine(uint32_t word);

/* Lock it if that needs no waiting: 0, EBUSY, EDEADLK (the caller has it), EAGAIN (too deep) or EINVAL (no mutex). */
int stubs_mutex_try(pthread_mutex_t *mutex);

/* Lock it, waiting until the monotonic clock reads `until_ns`: 0, ETIMEDOUT, EDEADLK, EAGAIN, EINVAL. */
int stubs_mutex_lock(pthread_mutex_t *mutex, uint64_t until_ns);

#endif
