/* Makes a mutex unusable; EBUSY while it is locked, EINVAL. */
#include "mutexes.h"

#include <errno.h>

int pthread_mutex_destroy(pthread_mutex_t *mutex) {
    const uint32_t word = stubs_mutex_word(mutex);

    if (word == 0)
        return EINVAL;
    if ((word & MUTEX_OWNER) != 0)
        return EBUSY;
    *mutex = 0;
    return 0;
}
