/*
 * A condition is one futex word: a mark, the clock of its timeouts, and a number that every signal changes. Who waits
 * has read the number before it unlocked the mutex, so a signal after that is never missed.
 */
#ifndef STUBS_CONDITIONS_H
#define STUBS_CONDITIONS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    CONDITION_MARKS = 0x7,
    CONDITION_MARK = 0x3,
    CONDITION_MONOTONIC = 0x8,
};

/* What the condition is now, one of PTHREAD_COND_INITIALIZER made one; 0 if it is none. */
uint32_t stubs_condition_word(pthread_cond_t *condition);

/* Wake up to `count` of those that wait: 0 or EINVAL. */
int stubs_condition_wake(pthread_cond_t *condition, unsigned count);

/*
 * Unlock the mutex, wait until the monotonic clock reads `until_ns`, lock it again. 0, EINVAL, EPERM; ETIMEDOUT;
 * EDEADLK when nobody could wake the thread.
 */
int stubs_condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, uint64_t until_ns);

#endif
