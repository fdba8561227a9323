/* Calls a function the first time; EINVAL for what PTHREAD_ONCE_INIT did not make. */
#include <errno.h>
#include <pthread.h>

int pthread_once(pthread_once_t *once, void (*function)(void)) {
    if (once->is_initialized != 1)
        return EINVAL;
    if (once->init_executed)
        return 0;
    once->init_executed = 1;
    function();
    return 0;
}
