/* How a signal is sent and handled. The timer's hook sends some as well, in the midst of anything the program does.
 */
#include "signals.h"

#include <errno.h>
#include <guest/kernel.h>
#include <stubs/refused.h>

struct sigaction stubs_actions[NSIG];
sigset_t stubs_blocked, stubs_pending;
volatile unsigned stubs_handled, stubs_interrupted;

static sigset_t bit(int signal) {
    return (sigset_t)1 << signal;
}

bool stubs_is_signal(int signal) {
    return signal > 0 && signal < NSIG;
}

static int act_by_default(int signal) {
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
        return stub_refused("kill", ENOSYS); /* nothing could continue it */
    default:
        kernel_exit(128 + signal);
    }
}

static void handle(int signal, int code) {
    const struct sigaction action = stubs_actions[signal];
    const sigset_t blocked = stubs_blocked;
    const int error = errno;

    stubs_blocked = blocked | action.sa_mask;
    if (!(action.sa_flags & SA_NODEFER))
        stubs_blocked |= bit(signal);
    if (action.sa_flags & SA_RESETHAND)
        stubs_actions[signal].sa_handler = SIG_DFL;
    if (action.sa_flags & SA_SIGINFO) {
        siginfo_t information = {.si_signo = signal, .si_code = code, .si_pid = 1};
        action.sa_sigaction(signal, &information, NULL);
    } else {
        action.sa_handler(signal);
    }
    stubs_blocked = blocked;
    errno = error;
    stubs_handled++;
    if (!(action.sa_flags & SA_RESTART))
        stubs_interrupted++;
}

int stubs_send(int signal, int code) {
    if (signal != SIGKILL && signal != SIGSTOP) {
        if (stubs_actions[signal].sa_handler == SIG_IGN)
            return 0;
        if (stubs_blocked & bit(signal)) {
            __atomic_fetch_or(&stubs_pending, bit(signal), __ATOMIC_SEQ_CST);
            return 0;
        }
    }
    if (stubs_actions[signal].sa_handler == SIG_DFL)
        return act_by_default(signal);
    handle(signal, code);
    stubs_deliver_pending();
    return 0;
}

void stubs_deliver_pending(void) {
    for (int signal = 1; signal < NSIG; signal++) {
        if (stubs_blocked & bit(signal))
            continue;
        if (__atomic_fetch_and(&stubs_pending, ~bit(signal), __ATOMIC_SEQ_CST) & bit(signal))
            stubs_send(signal, SI_USER);
    }
}
