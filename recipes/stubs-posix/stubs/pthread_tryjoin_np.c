/* pthread_join() of a thread that has ended; EBUSY if it has not. */
#include "joining.h"

#include <errno.h>

int pthread_tryjoin_np(pthread_t id, void **result) {
    const int error = stubs_join(id, result, 0);

    return error == ETIMEDOUT ? EBUSY : error;
}
