/*
 * Sends a signal to the program itself: a handler runs, as by raise(); without one the guest ends with status
 * 128 + signal. Refuses another process (ESRCH), no signal's number (EINVAL), and to stop (ENOSYS): nothing could
 * continue it.
 */
#include <errno.h>
#include <guest/kernel.h>
#include <reent.h>
#include <signal.h>
#include <stubs/refused.h>
#include <unistd.h>

int kill(pid_t process, int signal) {
    if (signal < 0 || signal >= NSIG) {
        errno = EINVAL;
        return -1;
    }
    /* 0 is the program's group and -1 is everybody: the program. */
    if (process != getpid() && process != 0 && process != -1) {
        errno = ESRCH;
        return -1;
    }
    if (signal == 0)
        return 0;
    /* raise() calls this function for SIG_DFL only, so it is not called back for that. */
    if (_REENT->_sig_func != NULL && _REENT->_sig_func[signal] != SIG_DFL)
        return raise(signal);

    switch (signal) {
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH:
        return 0;
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
        return stub_refused("kill", ENOSYS);
    default:
        kernel_exit(128 + signal);
    }
}
