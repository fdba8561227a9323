/* Notes how the thread may be cancelled, which nobody can; EINVAL. */
#include "threads.h"

#include <errno.h>

int pthread_setcanceltype(int type, int *was) {
    int *noted = &stubs_self()->cancel_type;

    if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS)
        return EINVAL;
    if (was != NULL)
        *was = *noted;
    *noted = type;
    return 0;
}
