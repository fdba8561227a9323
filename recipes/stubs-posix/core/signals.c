/* How a signal is sent and handled. The timer's hook sends some as well, in the midst of anything the program does.
 */
#include "signals.h"

#include "courier.h"
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

/* Make a thread look again at what it sleeps for; its waiting_lock is held, or it is the caller. */
static void rouse(struct stubs_thread *thread) {
    uint32_t *const waiting = thread->waiting;

    __atomic_fetch_add(&thread->idle, SLEEP_STEP, __ATOMIC_RELEASE);
    if (waiting == NULL)
        return;
    if (waiting != &thread->idle)
        __atomic_fetch_add(waiting, SLEEP_STEP, __ATOMIC_RELEASE);
    kernel_futex_wake(waiting, UINT_MAX);
}

void stubs_block(sigset_t set) {
    /* Before the next look at what is pending: who sends notes that first, and then looks at what is blocked. */
    __atomic_store_n(&stubs_self()->blocked, stubs_blockable(set), __ATOMIC_SEQ_CST);
}

static void handle(int signal, int code) {
    struct stubs_thread *self = stubs_self();
    const struct sigaction action = stubs_actions[signal];
    const sigset_t blocked = self->blocked;
    const int error = errno;

    stubs_block(blocked | action.sa_mask | (action.sa_flags & SA_NODEFER ? 0 : bit(signal)));
    if (action.sa_flags & SA_RESETHAND)
        stubs_actions[signal].sa_handler = SIG_DFL;
    if (action.sa_flags & SA_SIGINFO) {
        siginfo_t information = {.si_signo = signal, .si_code = code, .si_pid = 1};
        action.sa_sigaction(signal, &information, NULL);
    } else {
        action.sa_handler(signal);
    }
    stubs_block(blocked);
    errno = error;
    self->handled++;
    if (!(action.sa_flags & SA_RESTART))
        self->interrupted++;
    rouse(self); /* the timer's hook may have come while it fell asleep */
}

static bool is_never_blocked(int signal) {
    return signal == SIGKILL || signal == SIGSTOP;
}

static bool is_by_default(int signal) {
    return stubs_actions[signal].sa_handler == SIG_DFL || is_never_blocked(signal);
}

static bool is_ignored(int signal) {
    return stubs_actions[signal].sa_handler == SIG_IGN && !is_never_blocked(signal);
}

static bool is_blocked(const struct stubs_thread *thread, int signal) {
    return (__atomic_load_n(&thread->blocked, __ATOMIC_SEQ_CST) & bit(signal)) != 0 && !is_never_blocked(signal);
}

/* By sigwait() and its like, while it blocks it. */
static bool is_awaited(const struct stubs_thread *thread, int signal) {
    return (__atomic_load_n(&thread->awaited, __ATOMIC_SEQ_CST) & bit(signal)) != 0;
}

static void note(sigset_t *pending, int signal) {
    __atomic_fetch_or(pending, bit(signal), __ATOMIC_SEQ_CST);
}

static bool take(sigset_t *pending, int signal) {
    return (__atomic_fetch_and(pending, ~bit(signal), __ATOMIC_SEQ_CST) & bit(signal)) != 0;
}

bool stubs_take_signal(sigset_t set, int signal) {
    return (set & bit(signal)) != 0 && (take(&stubs_self()->pending, signal) || take(&stubs_pending, signal));
}

static int act(int signal, int code) {
    if (is_by_default(signal))
        return act_by_default(signal);
    handle(signal, code);
    stubs_deliver_pending();
    return 0;
}

int stubs_send(int signal, int code) {
    struct stubs_thread *self = stubs_self();

    if (is_ignored(signal))
        return 0;
    if (!is_blocked(self, signal))
        return act(signal, code);
    note(code == SI_TIMER ? &stubs_pending : &self->pending, signal);
    if (is_awaited(self, signal))
        rouse(self);
    else if (code == SI_TIMER)
        stubs_courier_call();
    return 0;
}

/*
 * Have a thread look for a signal that was noted before; false if it blocks it, and will look when it does no more,
 * or takes it by itself.
 */
static bool call_to(struct stubs_thread *thread, int signal) {
    stubs_lock(&thread->waiting_lock);
    const bool takes = !is_blocked(thread, signal);
    if (takes || is_awaited(thread, signal))
        rouse(thread);
    stubs_unlock(&thread->waiting_lock);
    return takes;
}

/* What is done by default needs no thread for it, only one that does not block the signal. */
static int act_for(bool is_taken, sigset_t *pending, int signal) {
    return is_taken && is_by_default(signal) && take(pending, signal) ? act_by_default(signal) : 0;
}

int stubs_send_thread(struct stubs_thread *thread, int signal) {
    if (is_ignored(signal))
        return 0;
    note(&thread->pending, signal);
    return act_for(call_to(thread, signal), &thread->pending, signal);
}

/* Whichever looks first handles it: one alone could end before it does. False if all block it. */
static bool call_to_others(const struct stubs_thread *self, int signal) {
    bool any = false;

    stubs_lock(&stubs_threads_lock);
    for (struct stubs_thread *thread = stubs_threads; thread != NULL; thread = thread->next) {
        if (thread != self && !thread->is_over && call_to(thread, signal))
            any = true;
    }
    stubs_unlock(&stubs_threads_lock);
    return any;
}

int stubs_send_program(int signal) {
    if (is_ignored(signal))
        return 0;
    if (!is_blocked(stubs_self(), signal))
        return act(signal, SI_USER);
    note(&stubs_pending, signal);
    return act_for(call_to_others(stubs_self(), signal), &stubs_pending, signal);
}

void stubs_pass_on(void) {
    for (int signal = 1; signal < NSIG; signal++) {
        if (__atomic_load_n(&stubs_pending, __ATOMIC_SEQ_CST) & bit(signal))
            act_for(call_to_others(NULL, signal), &stubs_pending, signal);
    }
}

bool stubs_has_signal(const struct stubs_thread *thread) {
    const sigset_t sent =
        __atomic_load_n(&thread->pending, __ATOMIC_SEQ_CST) | __atomic_load_n(&stubs_pending, __ATOMIC_SEQ_CST);

    return (sent & ~thread->blocked) != 0;
}

void stubs_deliver_pending(void) {
    struct stubs_thread *self = stubs_self();

    for (int signal = 1; stubs_has_signal(self) && signal < NSIG; signal++) {
        if (!is_blocked(self, signal) && (take(&self->pending, signal) || take(&stubs_pending, signal)))
            stubs_send(signal, SI_USER);
    }
}
