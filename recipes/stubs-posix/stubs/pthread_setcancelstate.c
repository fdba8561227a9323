/* Notes whether the thread may be cancelled, which nobody can; EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_setcancelstate(int state, int *was) {
    static int noted = PTHREAD_CANCEL_ENABLE;
    const int old = noted;

    if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
        return EINVAL;
    noted = state;
    if (was != 0)
        *was = old;
    return 0;
}
