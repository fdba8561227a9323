/* Refuses, ENOSYS: the one thread cannot be cancelled; ESRCH for any other. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_cancel(pthread_t thread) {
    if (thread != pthread_self())
        return ESRCH;
    stub_refused("pthread_cancel", ENOSYS);
    return ENOSYS;
}
