/* Unlocks a mutex; EPERM when the caller has not locked it, EINVAL. */
#include "mutexes.h"
#include "parking.h"

#include <errno.h>

int pthread_mutex_unlock(pthread_mutex_t *mutex) {
    const uint32_t word = stubs_mutex_word(mutex);

    if (word == 0)
        return EINVAL;
    if (!stubs_mutex_is_mine(word))
        return EPERM;
    if ((word & MUTEX_DEPTH) != MUTEX_ONCE) {
        __atomic_fetch_sub(mutex, MUTEX_ONCE, __ATOMIC_RELAXED);
        return 0;
    }
    /* The next owner sees what this one wrote. */
    if (__atomic_fetch_and(mutex, MUTEX_MARKS | MUTEX_TYPE, __ATOMIC_RELEASE) & MUTEX_AWAITED)
        stubs_unpark(mutex, 1);
    return 0;
}
