/* A condition is a word: a mark and the clock of its timeouts. Nobody ever waits at one when another call is made. */
#ifndef STUBS_CONDITIONS_H
#define STUBS_CONDITIONS_H

#include <pthread.h>
#include <stdbool.h>

enum {
    CONDITION_MARK = 0x63000000,
    CONDITION_CLOCK = 0x000000ff,
};

/* Whether it is a condition; one of PTHREAD_COND_INITIALIZER is made one. */
static inline bool is_condition(pthread_cond_t *condition) {
    if (*condition == PTHREAD_COND_INITIALIZER)
        *condition = CONDITION_MARK | CLOCK_REALTIME;
    return (*condition & ~CONDITION_CLOCK) == CONDITION_MARK;
}

#endif
