/* Notes how the thread may be cancelled, which nobody can; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_setcanceltype(int type, int *was) {
    static int noted = PTHREAD_CANCEL_DEFERRED;
    const int old = noted;

    if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS)
        return EINVAL;
    noted = type;
    if (was != 0)
        *was = old;
    return 0;
}
