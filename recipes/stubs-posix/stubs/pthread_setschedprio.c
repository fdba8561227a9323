/* Refuses ENOTSUP for a priority other than 0; ESRCH. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stubs/refused.h>

int pthread_setschedprio(pthread_t id, int priority) {
    if (pthread_kill(id, 0) != 0)
        return ESRCH;
    if (priority == 0)
        return 0;
    stub_refused("pthread_setschedprio", ENOTSUP);
    return ENOTSUP;
}
