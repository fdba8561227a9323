/* Blocks and unblocks signals for the calling thread; those that are unblocked and pending come before it returns.
 * EINVAL.
 */
#include "signals.h"
#include "threads.h"

#include <errno.h>

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict was) {
    const sigset_t old = stubs_self()->blocked;

    if (set != NULL && how == SIG_BLOCK)
        stubs_block(old | *set);
    else if (set != NULL && how == SIG_UNBLOCK)
        stubs_block(old & ~*set);
    else if (set != NULL && how == SIG_SETMASK)
        stubs_block(*set);
    else if (set != NULL) {
        errno = EINVAL;
        return -1;
    }
    if (was != NULL)
        *was = old;
    stubs_deliver_pending();
    return 0;
}
