/* Makes a lock for readers and writers unusable; EBUSY while it is locked, EINVAL. */
#include "rwlocks.h"

#include <errno.h>

int pthread_rwlock_destroy(pthread_rwlock_t *lock) {
    const uint32_t word = stubs_rwlock_word(lock);

    if (word == 0)
        return EINVAL;
    if ((word & RWLOCK_COUNT) != 0)
        return EBUSY;
    *lock = 0;
    return 0;
}
