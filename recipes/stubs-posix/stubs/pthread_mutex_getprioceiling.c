/* Refuses ENOTSUP: threads have no priorities. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_mutex_getprioceiling(const pthread_mutex_t *restrict mutex, int *ceiling) {
    (void)mutex;
    (void)ceiling;
    stub_refused("pthread_mutex_getprioceiling", ENOTSUP);
    return ENOTSUP;
}
