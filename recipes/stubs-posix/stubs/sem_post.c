/* Raises a semaphore, and wakes one of those that wait; a handler may call it. EOVERFLOW, EINVAL. */
#include "semaphores.h"
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>
#include <limits.h>

int sem_post(sem_t *semaphore) {
    uint32_t value;

    if (!stubs_is_semaphore(semaphore))
        return -1;
    value = __atomic_load_n(&semaphore->value, __ATOMIC_RELAXED);
    do {
        if (value == SEM_VALUE_MAX) {
            errno = EOVERFLOW;
            return -1;
        }
    } while (!__atomic_compare_exchange_n(&semaphore->value, &value, value + 1, false, __ATOMIC_RELEASE,
                                          __ATOMIC_RELAXED));
    /* After the value: who is about to sleep finds either of the two changed. */
    __atomic_fetch_add(&semaphore->posts, SLEEP_STEP, __ATOMIC_RELEASE);
    kernel_futex_wake(&semaphore->posts, 1);
    return 0;
}
