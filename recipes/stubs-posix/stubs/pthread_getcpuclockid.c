/* The clock of the processor time of the calling thread; refuses ENOSYS for another one, ESRCH. */
#include "threads.h"

#include <errno.h>
#include <stubs/refused.h>
#include <time.h>

int pthread_getcpuclockid(pthread_t id, clockid_t *clock) {
    if (id == pthread_self()) {
        *clock = CLOCK_THREAD_CPUTIME_ID;
        return 0;
    }
    if (pthread_kill(id, 0) != 0)
        return ESRCH;
    stub_refused("pthread_getcpuclockid of another thread", ENOSYS);
    return ENOSYS;
}
