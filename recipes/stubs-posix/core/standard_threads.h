/* C11's threads, by POSIX's. */
#ifndef STUBS_STANDARD_THREADS_H
#define STUBS_STANDARD_THREADS_H

#include <errno.h>
#include <threads.h>

/* What C11 calls an error of POSIX's locks and waits. */
static inline int stubs_standard(int error) {
    switch (error) {
    case 0:
        return thrd_success;
    case EBUSY:
        return thrd_busy;
    case ETIMEDOUT:
        return thrd_timedout;
    default:
        return thrd_error;
    }
}

#endif
