/* Refuses ENOTSUP for a priority other than 0, which SCHED_OTHER does not have; EINVAL. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_attr_setschedparam(pthread_attr_t *attributes, const struct sched_param *parameter) {
    if (!attributes->is_initialized)
        return EINVAL;
    if (parameter->sched_priority != 0) {
        stub_refused("pthread_attr_setschedparam", ENOTSUP);
        return ENOTSUP;
    }
    return 0;
}
