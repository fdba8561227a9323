/* Refuses ENOSYS: nobody can end another thread. ESRCH for a thread that is not there. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stubs/refused.h>

int pthread_cancel(pthread_t thread) {
    if (pthread_kill(thread, 0) != 0)
        return ESRCH;
    stub_refused("pthread_cancel", ENOSYS);
    return ENOSYS;
}
