/* Panics: nobody could ever wake the one thread. Returns EPERM when the mutex is not locked, EINVAL. */
#include "conditions.h"
#include "mutexes.h"

#include <errno.h>
#include <guest/kernel.h>

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
    if (!is_condition(condition) || !is_mutex(mutex))
        return EINVAL;
    if ((*mutex & MUTEX_DEPTH) == 0)
        return EPERM;
    kernel_panic("deadlock: pthread_cond_wait, and there is no other thread to signal");
}
