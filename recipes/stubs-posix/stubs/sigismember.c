/* Whether a signal is in a set; EINVAL. */
#include "signals.h"

#include <errno.h>

int sigismember(const sigset_t *set, int signal) {
    if (!stubs_is_signal(signal)) {
        errno = EINVAL;
        return -1;
    }
    return (*set >> signal & 1) != 0;
}
