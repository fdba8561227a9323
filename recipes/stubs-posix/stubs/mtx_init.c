/* C11's pthread_mutex_init(). All mutexes can be waited for until a time. */
#include <threads.h>

int mtx_init(mtx_t *mutex, int type) {
    pthread_mutexattr_t attributes;

    if (type & ~(mtx_plain | mtx_timed | mtx_recursive))
        return thrd_error;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
    return pthread_mutex_init(mutex, &attributes) == 0 ? thrd_success : thrd_error;
}
