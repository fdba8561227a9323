/* Waiting at a condition, and waking who does. */
#include "conditions.h"

#include "mutexes.h"
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>

uint32_t stubs_condition_word(pthread_cond_t *condition) {
    uint32_t word = __atomic_load_n(condition, __ATOMIC_RELAXED);

    if (word == PTHREAD_COND_INITIALIZER &&
        __atomic_compare_exchange_n(condition, &word, CONDITION_MARK, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        return CONDITION_MARK;
    return (word & CONDITION_MARKS) == CONDITION_MARK ? word : 0;
}

int stubs_condition_wake(pthread_cond_t *condition, unsigned count) {
    if (stubs_condition_word(condition) == 0)
        return EINVAL;
    /* Before the wake: who is about to sleep then does not. */
    __atomic_fetch_add(condition, SLEEP_STEP, __ATOMIC_RELEASE);
    kernel_futex_wake(condition, count);
    return 0;
}

int stubs_condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, uint64_t until_ns) {
    const uint32_t word = stubs_condition_word(condition), locked = stubs_mutex_word(mutex);
    int result;

    if (word == 0 || locked == 0)
        return EINVAL;
    if (!stubs_mutex_is_mine(locked))
        return EPERM;
    pthread_mutex_unlock(mutex);
    result = stubs_sleep(condition, word, until_ns);
    if (stubs_mutex_lock(mutex, FOREVER) != 0)
        kernel_panic("deadlock: the mutex of a condition, and no other thread could unlock it");
    if (result == -KERNEL_EDEADLK)
        return EDEADLK;
    return result == -KERNEL_ETIMEDOUT ? ETIMEDOUT : 0;
}
