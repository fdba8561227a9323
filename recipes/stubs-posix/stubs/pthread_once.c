/* Calls a function the first time, and has others wait until it has returned; EINVAL for what PTHREAD_ONCE_INIT did
 * not make. */
#include "parking.h"

#include <errno.h>
#include <guest/kernel.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>

enum once { FRESH, RUNNING, AWAITED, DONE };

static void wait_for(pthread_once_t *once) {
    int running = RUNNING;

    __atomic_compare_exchange_n(&once->init_executed, &running, AWAITED, false, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE);
    if (running == DONE)
        return;
    if (stubs_park((const uint32_t *)&once->init_executed, AWAITED, UINT64_MAX) == -KERNEL_EDEADLK)
        kernel_panic("deadlock: pthread_once, and the function that is called waits as well");
}

int pthread_once(pthread_once_t *once, void (*function)(void)) {
    int fresh = FRESH;

    if (once->is_initialized != 1)
        return EINVAL;
    /* Who finds it done sees all that the function did. */
    if (__atomic_load_n(&once->init_executed, __ATOMIC_ACQUIRE) == DONE)
        return 0;
    if (__atomic_compare_exchange_n(&once->init_executed, &fresh, RUNNING, false, __ATOMIC_ACQUIRE,
                                    __ATOMIC_ACQUIRE)) {
        function();
        if (__atomic_exchange_n(&once->init_executed, DONE, __ATOMIC_RELEASE) == AWAITED)
            stubs_unpark((const uint32_t *)&once->init_executed, UINT_MAX);
        return 0;
    }
    while (__atomic_load_n(&once->init_executed, __ATOMIC_ACQUIRE) != DONE)
        wait_for(once);
    return 0;
}
