/* Takes a signal out of a set; EINVAL. */
#include "signals.h"

#include <errno.h>

int sigdelset(sigset_t *set, int signal) {
    if (!stubs_is_signal(signal)) {
        errno = EINVAL;
        return -1;
    }
    *set &= ~((sigset_t)1 << signal);
    return 0;
}
