/* Refuses ENOTSUP: threads have no priorities. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_mutexattr_getprioceiling(const pthread_mutexattr_t *restrict attributes, int *restrict ceiling) {
    (void)attributes;
    (void)ceiling;
    stub_refused("pthread_mutexattr_getprioceiling", ENOTSUP);
    return ENOTSUP;
}
