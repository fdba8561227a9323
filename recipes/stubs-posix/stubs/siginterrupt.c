/* Whether a signal's handler ends calls that wait (EINTR) or lets them go on. EINVAL for no signal. */
#include <signal.h>

int siginterrupt(int signal, int interrupts) {
    struct sigaction action;

    if (sigaction(signal, NULL, &action) != 0)
        return -1;
    if (interrupts)
        action.sa_flags &= ~SA_RESTART;
    else
        action.sa_flags |= SA_RESTART;
    return sigaction(signal, &action, NULL);
}
