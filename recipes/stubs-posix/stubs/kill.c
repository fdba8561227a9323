/*
 * Sends a signal to the program itself: its handler runs at once; without one the guest ends with status 128 +
 * signal. Refuses another process (ESRCH), no signal's number (EINVAL), and to stop (ENOSYS): nothing could continue
 * it.
 */
#include "signals.h"

#include <errno.h>
#include <unistd.h>

int kill(pid_t process, int signal) {
    if (signal != 0 && !stubs_is_signal(signal)) {
        errno = EINVAL;
        return -1;
    }
    /* 0 is the program's group and -1 is everybody: the program. */
    if (process != getpid() && process != 0 && process != -1) {
        errno = ESRCH;
        return -1;
    }
    return signal == 0 ? 0 : stubs_send_program(signal);
}
