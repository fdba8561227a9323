/* Refuses ENOTSUP for all but SCHED_OTHER without a priority; ESRCH. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stubs/refused.h>

int pthread_setschedparam(pthread_t id, int policy, const struct sched_param *parameter) {
    if (pthread_kill(id, 0) != 0)
        return ESRCH;
    if (policy == SCHED_OTHER && parameter->sched_priority == 0)
        return 0;
    stub_refused("pthread_setschedparam", ENOTSUP);
    return ENOTSUP;
}
