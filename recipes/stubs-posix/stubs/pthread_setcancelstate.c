/* Notes whether the thread may be cancelled, which nobody can; EINVAL. */
#include "threads.h"

#include <errno.h>

int pthread_setcancelstate(int state, int *was) {
    int *noted = &stubs_self()->cancel_state;

    if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
        return EINVAL;
    if (was != NULL)
        *was = *noted;
    *noted = state;
    return 0;
}
