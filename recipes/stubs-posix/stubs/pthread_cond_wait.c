/* Waits at a condition; a panic when nobody could wake the thread. EPERM when the caller has not locked the mutex,
 * EINVAL. */
#include "conditions.h"
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
    const int error = stubs_condition_wait(condition, mutex, FOREVER);

    if (error == EDEADLK)
        kernel_panic("deadlock: pthread_cond_wait, and there is no other thread to signal");
    return error;
}
