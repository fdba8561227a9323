/* The part that all ways to lock a mutex share. */
#include "mutexes.h"

#include "parking.h"
#include "threads.h"

#include <errno.h>
#include <guest/kernel.h>

uint32_t stubs_mutex_word(pthread_mutex_t *mutex) {
    uint32_t word = __atomic_load_n(mutex, __ATOMIC_RELAXED);
    const uint32_t fresh = MUTEX_MARK | PTHREAD_MUTEX_DEFAULT << MUTEX_TYPE_SHIFT;

    if (word == PTHREAD_MUTEX_INITIALIZER &&
        __atomic_compare_exchange_n(mutex, &word, fresh, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        return fresh;
    return (word & MUTEX_MARKS) == MUTEX_MARK && word >> 31 == 0 ? word : 0;
}

bool stubs_mutex_is_mine(uint32_t word) {
    return (word & MUTEX_OWNER) == stubs_self()->number;
}

/* Become its owner, `awaited` if others may wait as well; true, or false and what the word is now. */
static bool take(pthread_mutex_t *mutex, uint32_t *word, uint32_t awaited) {
    const uint32_t wanted = *word | awaited | MUTEX_ONCE | stubs_self()->number;

    /* What the last owner wrote is seen by the next. */
    return __atomic_compare_exchange_n(mutex, word, wanted, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Lock once more what the caller has. */
static int deepen(pthread_mutex_t *mutex, uint32_t word) {
    if ((word & MUTEX_TYPE) >> MUTEX_TYPE_SHIFT != PTHREAD_MUTEX_RECURSIVE)
        return EDEADLK;
    if ((word & MUTEX_DEPTH) == MUTEX_DEPTH)
        return EAGAIN;
    __atomic_fetch_add(mutex, MUTEX_ONCE, __ATOMIC_RELAXED);
    return 0;
}

int stubs_mutex_try(pthread_mutex_t *mutex) {
    uint32_t word = stubs_mutex_word(mutex);

    if (word == 0)
        return EINVAL;
    while ((word & MUTEX_OWNER) == 0) {
        if (take(mutex, &word, 0))
            return 0;
    }
    return stubs_mutex_is_mine(word) ? deepen(mutex, word) : EBUSY;
}

/* POSIX has a thread wait for itself where there is a time, or the mutex is an ordinary one. */
static bool has_to_wait(int error, uint32_t word, uint64_t until_ns) {
    const bool is_normal = (word & MUTEX_TYPE) >> MUTEX_TYPE_SHIFT == PTHREAD_MUTEX_NORMAL;

    return error == EBUSY || (error == EDEADLK && (is_normal || until_ns != UINT64_MAX));
}

/* Sleep until it may have been unlocked: 0, ETIMEDOUT, EDEADLK. */
static int wait(pthread_mutex_t *mutex, uint32_t word, uint64_t until_ns) {
    const uint32_t awaited = word | MUTEX_AWAITED;

    if (word != awaited &&
        !__atomic_compare_exchange_n(mutex, &word, awaited, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        return 0;
    switch (stubs_park(mutex, awaited, until_ns)) {
    case -KERNEL_ETIMEDOUT:
        return ETIMEDOUT;
    case -KERNEL_EDEADLK:
        return EDEADLK;
    default:
        return 0;
    }
}

int stubs_mutex_lock(pthread_mutex_t *mutex, uint64_t until_ns) {
    int error = stubs_mutex_try(mutex);
    uint32_t word = __atomic_load_n(mutex, __ATOMIC_RELAXED);

    if (!has_to_wait(error, word, until_ns))
        return error;
    for (;;) {
        /* Who has slept cannot know whether others do. */
        while ((word & MUTEX_OWNER) == 0) {
            if (take(mutex, &word, MUTEX_AWAITED))
                return 0;
        }
        error = wait(mutex, word, until_ns);
        if (error != 0)
            return error;
        word = __atomic_load_n(mutex, __ATOMIC_RELAXED);
    }
}
