/* How a signal is sent and handled. The timer's hook sends some as well, in the midst of anything the program does.
 */
#include "signals.h"

#include "threads.h"
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>
#include <limits.h>
#include <stubs/refused.h>

struct sigaction stubs_actions[NSIG];
sigset_t stubs_pending;

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

/* Make a thread look again at what it sleeps for. */
static void rouse(struct stubs_thread *thread) {
    uint32_t *const waiting = thread->waiting;

    __atomic_fetch_add(&thread->idle, SLEEP_STEP, __ATOMIC_RELEASE);
    if (waiting == NULL)
        return;
    if (waiting != &thread->idle)
        __atomic_fetch_add(waiting, SLEEP_STEP, __ATOMIC_RELEASE);
    kernel_futex_wake(waiting, UINT_MAX);
}

static void handle(int signal, int code) {
    struct stubs_thread *self = stubs_self();
    const struct sigaction action = stubs_actions[signal];
    const sigset_t blocked = self->blocked;
    const int error = errno;

    self->blocked = stubs_blockable(blocked | action.sa_mask);
    if (!(action.sa_flags & SA_NODEFER))
        self->blocked |= bit(signal);
    if (action.sa_flags & SA_RESETHAND)
        stubs_actions[signal].sa_handler = SIG_DFL;
    if (action.sa_flags & SA_SIGINFO) {
        siginfo_t information = {.si_signo = signal, .si_code = code, .si_pid = 1};
        action.sa_sigaction(signal, &information, NULL);
    } else {
        action.sa_handler(signal);
    }
    self->blocked = blocked;
    errno = error;
    self->handled++;
    if (!(action.sa_flags & SA_RESTART))
        self->interrupted++;
    rouse(self); /* the timer's hook may have come while it fell asleep */
}

/* Whether there is nothing to do for a signal, or it waits until it is no longer blocked. */
static bool is_put_off(struct stubs_thread *thread, int signal, sigset_t *pending) {
    if (signal == SIGKILL || signal == SIGSTOP)
        return false;
    if (stubs_actions[signal].sa_handler == SIG_IGN)
        return true;
    if (!(thread->blocked & bit(signal)))
        return false;
    __atomic_fetch_or(pending, bit(signal), __ATOMIC_SEQ_CST);
    return true;
}

static int act(int signal, int code) {
    if (stubs_actions[signal].sa_handler == SIG_DFL || signal == SIGKILL || signal == SIGSTOP)
        return act_by_default(signal);
    handle(signal, code);
    stubs_deliver_pending();
    return 0;
}

int stubs_send(int signal, int code) {
    struct stubs_thread *self = stubs_self();

    return is_put_off(self, signal, code == SI_TIMER ? &stubs_pending : &self->pending) ? 0 : act(signal, code);
}

int stubs_send_thread(struct stubs_thread *thread, int signal) {
    if (is_put_off(thread, signal, &thread->pending))
        return 0;
    if (stubs_actions[signal].sa_handler == SIG_DFL || signal == SIGKILL || signal == SIGSTOP)
        return act_by_default(signal);
    __atomic_fetch_or(&thread->pending, bit(signal), __ATOMIC_SEQ_CST);
    stubs_lock(&thread->waiting_lock);
    rouse(thread);
    stubs_unlock(&thread->waiting_lock);
    return 0;
}

static bool takes(const struct stubs_thread *thread, int signal) {
    return thread != stubs_self() && !thread->is_over && !(thread->blocked & bit(signal));
}

/* Have it handled by whichever other thread looks first: one alone could end before it does. False if none would. */
static bool send_others(int signal) {
    const bool is_default = stubs_actions[signal].sa_handler == SIG_DFL;
    bool any = false;

    stubs_lock(&stubs_threads_lock);
    if (!is_default)
        __atomic_fetch_or(&stubs_pending, bit(signal), __ATOMIC_SEQ_CST);
    for (struct stubs_thread *thread = stubs_threads; thread != NULL; thread = thread->next) {
        if (!takes(thread, signal))
            continue;
        any = true;
        stubs_lock(&thread->waiting_lock);
        rouse(thread);
        stubs_unlock(&thread->waiting_lock);
    }
    stubs_unlock(&stubs_threads_lock);
    return any;
}

int stubs_send_program(int signal) {
    struct stubs_thread *self = stubs_self();
    const bool is_blocked = (self->blocked & bit(signal)) != 0 && stubs_actions[signal].sa_handler != SIG_IGN;

    if (is_blocked && send_others(signal))
        return stubs_actions[signal].sa_handler == SIG_DFL ? act_by_default(signal) : 0;
    return is_put_off(self, signal, &stubs_pending) ? 0 : act(signal, SI_USER);
}

static bool take(sigset_t *pending, int signal) {
    return (__atomic_fetch_and(pending, ~bit(signal), __ATOMIC_SEQ_CST) & bit(signal)) != 0;
}

void stubs_deliver_pending(void) {
    struct stubs_thread *self = stubs_self();

    for (int signal = 1; signal < NSIG; signal++) {
        if (self->blocked & bit(signal) || !((self->pending | stubs_pending) & bit(signal)))
            continue;
        if (take(&self->pending, signal) || take(&stubs_pending, signal))
            stubs_send(signal, SI_USER);
    }
}
