/* Refuses EINVAL: no mutex is robust. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_mutex_consistent(pthread_mutex_t *mutex) {
    (void)mutex;
    stub_refused("pthread_mutex_consistent", EINVAL);
    return EINVAL;
}
