/* sigaction() for a handler that stays and lets calls go on (SA_RESTART). Returns the one before; SIG_ERR, EINVAL. */
#include <signal.h>

_sig_func_ptr signal(int signal, _sig_func_ptr handler) {
    struct sigaction was;

    if (sigaction(signal, &(struct sigaction){.sa_handler = handler, .sa_flags = SA_RESTART}, &was) < 0)
        return SIG_ERR;
    return was.sa_handler;
}
