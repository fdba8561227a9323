/* Refuses ENOTSUP: threads have no priorities. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_mutex_setprioceiling(pthread_mutex_t *mutex, int ceiling, int *was) {
    (void)mutex;
    (void)ceiling;
    (void)was;
    stub_refused("pthread_mutex_setprioceiling", ENOTSUP);
    return ENOTSUP;
}
