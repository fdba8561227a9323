/* Signals that threads send each other. */
#include "check.h"

#include <semaphore.h>
#include <signal.h>
#include <unistd.h>

static pthread_t handled_by;
static unsigned handled;
static sem_t is_ready, never, end;

static void handle(int signal) {
    (void)signal;
    handled_by = pthread_self();
    __atomic_fetch_add(&handled, 1, __ATOMIC_RELEASE);
}

static void *sleep_long(void *argument) {
    sem_post(&is_ready);
    CHECK(nanosleep(&(struct timespec){.tv_sec = 1000}, NULL) == -1 && errno == EINTR);
    return argument;
}

static void *wait_long(void *argument) {
    sem_post(&is_ready);
    CHECK(sem_wait(&never) == -1 && errno == EINTR);
    return argument;
}

static void *suspend(void *argument) {
    sigset_t set, none;

    sigemptyset(&none);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    sem_post(&is_ready);
    CHECK(sigsuspend(&none) == -1 && errno == EINTR);
    CHECK(pthread_sigmask(SIG_BLOCK, NULL, &set) == 0 && sigismember(&set, SIGUSR1) == 1);
    return argument;
}

static void *wait_for_end(void *argument) {
    while (sem_wait(&end) != 0)
        ;
    return argument;
}

static void *join_long(void *argument) {
    pthread_t other;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    CHECK(pthread_create(&other, NULL, wait_for_end, NULL) == 0);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    sem_post(&is_ready);
    CHECK(pthread_join(other, NULL) == 0);
    return argument;
}

static void *unblock(void *argument) {
    CHECK(pthread_sigmask(SIG_UNBLOCK, argument, NULL) == 0);
    return NULL;
}

static void interrupt(void *(*function)(void *)) {
    pthread_t thread;

    CHECK(pthread_create(&thread, NULL, function, NULL) == 0 && sem_wait(&is_ready) == 0);
    handled_by = 0;
    CHECK(pthread_kill(thread, 0) == 0 && pthread_kill(thread, SIGUSR1) == 0);
    /* It may not have slept yet: then the first signal came before. */
    while (function != suspend && pthread_kill(thread, SIGUSR1) == 0 && handled_by == 0)
        sched_yield();
    CHECK(pthread_join(thread, NULL) == 0 && handled_by == thread);
    CHECK(pthread_kill(thread, SIGUSR1) == ESRCH);
}

void check_signals(void) {
    const struct sigaction action = {.sa_handler = handle};
    const unsigned before = handled;
    sigset_t set, pending;
    pthread_t thread;

    CHECK(sem_init(&is_ready, 0, 0) == 0 && sem_init(&never, 0, 0) == 0 && sem_init(&end, 0, 0) == 0);
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
    interrupt(sleep_long);
    interrupt(wait_long);
    interrupt(suspend);
    CHECK(handled > before);

    /* A thread that joins is sent signals as well; two cannot be blocked. */
    CHECK(pthread_create(&thread, NULL, join_long, NULL) == 0 && sem_wait(&is_ready) == 0);
    handled_by = 0;
    CHECK(pthread_kill(thread, SIGUSR1) == 0);
    while (__atomic_load_n(&handled_by, __ATOMIC_ACQUIRE) == 0)
        sched_yield();
    CHECK(handled_by == thread && sem_post(&end) == 0 && pthread_join(thread, NULL) == 0);
    sigfillset(&set);
    CHECK(pthread_sigmask(SIG_SETMASK, &set, &pending) == 0 && pthread_sigmask(SIG_SETMASK, &pending, &set) == 0);
    CHECK(sigismember(&set, SIGKILL) == 0 && sigismember(&set, SIGSTOP) == 0 && sigismember(&set, SIGUSR2) == 1);

    /* One that the caller blocks goes to a thread that does not. */
    CHECK(pthread_create(&thread, NULL, sleep_long, NULL) == 0 && sem_wait(&is_ready) == 0);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    handled_by = 0;
    while (kill(getpid(), SIGUSR1) == 0 && __atomic_load_n(&handled_by, __ATOMIC_ACQUIRE) == 0)
        sched_yield();
    CHECK(pthread_join(thread, NULL) == 0 && handled_by == thread);
    CHECK(kill(getpid(), SIGUSR1) == 0 && sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1) == 1);
    CHECK(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0 && handled_by == pthread_self());

    /* One that all block goes to the first thread that does not. */
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    handled_by = 0;
    CHECK(kill(getpid(), SIGUSR1) == 0 && handled_by == 0);
    CHECK(pthread_create(&thread, NULL, unblock, &set) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(handled_by == thread && pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0 && handled_by == thread);
    CHECK(signal(SIGUSR1, SIG_DFL) == handle);
}
