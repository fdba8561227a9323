/* Refuses ENOTSUP: threads have no priorities. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_mutexattr_setprioceiling(pthread_mutexattr_t *attributes, int ceiling) {
    (void)attributes;
    (void)ceiling;
    stub_refused("pthread_mutexattr_setprioceiling", ENOTSUP);
    return ENOTSUP;
}
