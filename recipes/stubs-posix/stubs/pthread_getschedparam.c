/* SCHED_OTHER, and no priority; ESRCH. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>

int pthread_getschedparam(pthread_t id, int *policy, struct sched_param *parameter) {
    if (pthread_kill(id, 0) != 0)
        return ESRCH;
    *policy = SCHED_OTHER;
    *parameter = (struct sched_param){.sched_priority = 0};
    return 0;
}
