/* Notes what is to be done with a signal, and tells what was. EINVAL for SIGKILL, SIGSTOP and what is no signal. */
#include "signals.h"

#include <errno.h>
#include <stddef.h>

int sigaction(int signal, const struct sigaction *restrict wanted, struct sigaction *restrict was) {
    if (!stubs_is_signal(signal) || (wanted != NULL && (signal == SIGKILL || signal == SIGSTOP))) {
        errno = EINVAL;
        return -1;
    }
    const struct sigaction old = stubs_actions[signal];
    if (wanted != NULL)
        stubs_actions[signal] = *wanted;
    if (was != NULL)
        *was = old;
    return 0;
}
