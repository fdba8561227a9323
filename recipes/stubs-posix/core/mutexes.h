/* A mutex is a word: its type and how often its only possible owner, the one thread, has locked it. */
#ifndef STUBS_MUTEXES_H
#define STUBS_MUTEXES_H

#include <pthread.h>
#include <stdbool.h>

enum {
    MUTEX_MARK = 0x4d000000,
    MUTEX_TYPE = 0x00030000,
    MUTEX_TYPE_SHIFT = 16,
    MUTEX_DEPTH = 0x0000ffff,
};

/* Whether it is a mutex; one of PTHREAD_MUTEX_INITIALIZER is made one. */
static inline bool is_mutex(pthread_mutex_t *mutex) {
    if (*mutex == PTHREAD_MUTEX_INITIALIZER)
        *mutex = MUTEX_MARK | PTHREAD_MUTEX_DEFAULT << MUTEX_TYPE_SHIFT;
    return (*mutex & ~(MUTEX_TYPE | MUTEX_DEPTH)) == MUTEX_MARK;
}

static inline bool is_recursive(pthread_mutex_t mutex) {
    return (mutex & MUTEX_TYPE) >> MUTEX_TYPE_SHIFT == PTHREAD_MUTEX_RECURSIVE;
}

/* Lock it if that needs no waiting: 0, EBUSY, EAGAIN (too deep) or EINVAL (no mutex). */
int stubs_mutex_try(pthread_mutex_t *mutex);

#endif
