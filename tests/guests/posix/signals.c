#include "check.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t handled, code, nested, order;

static void on_signal(int signal) {
    handled = signal;
    order = order * 10 + (signal == SIGUSR1 ? 1 : 2);
    errno = 77;
}

static void on_information(int signal, siginfo_t *information, void *context) {
    (void)context;
    handled = information->si_signo == signal ? signal : -1;
    code = information->si_code;
}

static void on_nested(int signal) {
    nested++;
    if (nested < 3)
        raise(signal);
    if (nested > 0)
        nested += 10;
}

static void check_actions(void) {
    struct sigaction action = {.sa_sigaction = on_information, .sa_flags = SA_SIGINFO}, was;

    CHECK(sigaction(SIGUSR1, &action, &was) == 0 && was.sa_handler == SIG_DFL);
    CHECK(kill(getpid(), SIGUSR1) == 0 && handled == SIGUSR1 && code == SI_USER);
    CHECK(sigaction(SIGUSR1, NULL, &was) == 0 && was.sa_sigaction == on_information && was.sa_flags == SA_SIGINFO);
    action = (struct sigaction){.sa_handler = on_signal, .sa_flags = SA_RESETHAND};
    CHECK(sigaction(SIGUSR2, &action, NULL) == 0);
    errno = 5;
    CHECK(raise(SIGUSR2) == 0 && handled == SIGUSR2 && errno == 5);
    CHECK(sigaction(SIGUSR2, NULL, &was) == 0 && was.sa_handler == SIG_DFL);
    CHECK(signal(SIGTERM, SIG_IGN) == SIG_DFL && raise(SIGTERM) == 0 && signal(SIGTERM, SIG_DFL) == SIG_IGN);
    CHECK(raise(SIGCHLD) == 0 && raise(SIGWINCH) == 0 && kill(0, 0) == 0);
    REFUSES(EINVAL, sigaction(SIGKILL, &action, NULL));
    REFUSES(EINVAL, sigaction(0, &action, NULL));
    REFUSES(EINVAL, sigaction(NSIG, &action, NULL));
    REFUSES(EINVAL, raise(NSIG));
    REFUSES(EINVAL, kill(1, -1));
    REFUSES(ESRCH, kill(2, SIGTERM));
    REFUSES(ENOSYS, kill(1, SIGSTOP));
    errno = 0;
    CHECK(signal(SIGSTOP, on_signal) == SIG_ERR && errno == EINVAL);
    CHECK(pthread_kill(pthread_self(), SIGUSR1) == 0 && pthread_kill(9, SIGUSR1) == ESRCH);
}

static void check_blocking(void) {
    sigset_t set, was, pending;

    CHECK(signal(SIGUSR1, on_signal) != SIG_ERR && signal(SIGUSR2, on_signal) != SIG_ERR);
    CHECK(sigemptyset(&set) == 0 && sigaddset(&set, SIGUSR1) == 0 && sigaddset(&set, SIGUSR2) == 0);
    CHECK(sigismember(&set, SIGUSR2) == 1 && sigismember(&set, SIGTERM) == 0);
    CHECK(sigprocmask(SIG_BLOCK, &set, &was) == 0 && sigismember(&was, SIGUSR1) == 0);
    handled = order = 0;
    CHECK(raise(SIGUSR2) == 0 && raise(SIGUSR1) == 0 && raise(SIGUSR1) == 0 && handled == 0);
    CHECK(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1) == 1 && sigismember(&pending, SIGTERM) == 0);
    CHECK(sigdelset(&set, SIGUSR2) == 0 && sigprocmask(SIG_UNBLOCK, &set, NULL) == 0 && order == 1);
    CHECK(pthread_sigmask(SIG_SETMASK, &was, NULL) == 0 && order == 12);
    CHECK(pthread_sigmask(77, &was, NULL) == EINVAL);
    CHECK(sigfillset(&set) == 0 && sigismember(&set, SIGHUP) == 1);
    REFUSES(EINVAL, sigaddset(&set, 99));
    REFUSES(EINVAL, sigdelset(&set, 0));
    REFUSES(EINVAL, sigismember(&set, -1));

    /* A handler is not interrupted by its own signal, which comes when it has ended. */
    CHECK(signal(SIGUSR1, on_nested) == on_signal && raise(SIGUSR1) == 0 && nested == 22);
    signal(SIGUSR1, SIG_DFL);
    signal(SIGUSR2, SIG_DFL);
    REFUSES(ENOSYS, sigaltstack(NULL, NULL));
}

static void check_taking(void) {
    const struct timespec soon = {.tv_nsec = 1000000}, none = {.tv_nsec = 1000000000};
    const struct itimerval tick = {.it_value = {.tv_usec = 20000}};
    siginfo_t information;
    sigset_t set, was;
    int taken = 0;

    handled = 0;
    CHECK(signal(SIGUSR1, on_signal) != SIG_ERR && signal(SIGALRM, SIG_DFL) != SIG_ERR);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_BLOCK, &set, &was);
    REFUSES(EAGAIN, sigtimedwait(&set, &information, &soon));
    REFUSES(EINVAL, sigtimedwait(&set, &information, &none));
    CHECK(raise(SIGUSR1) == 0 && sigtimedwait(&set, &information, &soon) == SIGUSR1);
    CHECK(information.si_signo == SIGUSR1 && information.si_code == SI_USER);
    CHECK(kill(getpid(), SIGUSR1) == 0 && sigwait(&set, &taken) == 0 && taken == SIGUSR1 && handled == 0);
    CHECK(raise(SIGALRM) == 0 && sigwaitinfo(&set, NULL) == SIGALRM);
    CHECK(setitimer(ITIMER_REAL, &tick, NULL) == 0 && sigwait(&set, &taken) == 0 && taken == SIGALRM);
    CHECK(signal(SIGUSR2, on_signal) != SIG_ERR && signal(SIGALRM, on_signal) != SIG_ERR);
    sigdelset(&set, SIGALRM);
    sigprocmask(SIG_SETMASK, &set, NULL);
    CHECK(setitimer(ITIMER_REAL, &tick, NULL) == 0);
    REFUSES(EINTR, sigwaitinfo(&set, NULL));
    CHECK(handled == SIGALRM);
    sigprocmask(SIG_SETMASK, &was, NULL);
}

static sigjmp_buf place;

static void on_jump(int signal) {
    (void)signal;
    siglongjmp(place, 7);
}

static bool is_blocked(int signal) {
    sigset_t set;

    return sigprocmask(SIG_BLOCK, NULL, &set) == 0 && sigismember(&set, signal);
}

static void check_jumps(void) {
    volatile int jumps = 0;
    jmp_buf plain;

    CHECK(signal(SIGUSR1, on_jump) != SIG_ERR);
    if (sigsetjmp(place, 1) != 7)
        raise(SIGUSR1);
    else
        jumps++;
    CHECK(jumps == 1 && !is_blocked(SIGUSR1));
    if (sigsetjmp(place, 0) != 7)
        raise(SIGUSR1);
    else
        jumps++;
    CHECK(jumps == 2 && is_blocked(SIGUSR1));
    if (_setjmp(plain) == 0)
        _longjmp(plain, 3);
    CHECK(is_blocked(SIGUSR1));
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void check_interrupting(void) {
    struct sigaction action;

    CHECK(signal(SIGUSR1, on_signal) != SIG_ERR && siginterrupt(SIGUSR1, 0) == 0);
    CHECK(sigaction(SIGUSR1, NULL, &action) == 0 && action.sa_flags & SA_RESTART);
    CHECK(siginterrupt(SIGUSR1, 1) == 0 && sigaction(SIGUSR1, NULL, &action) == 0 && !(action.sa_flags & SA_RESTART));
    REFUSES(EINVAL, siginterrupt(NSIG, 1));
}

void check_signals(void) {
    check_taking();
    check_jumps();
    check_interrupting();
    CHECK(signal(SIGUSR1, SIG_DFL) == on_signal && signal(SIGUSR2, SIG_DFL) == on_signal);
    CHECK(signal(SIGALRM, SIG_DFL) == on_signal);
    check_actions();
    check_blocking();
}
