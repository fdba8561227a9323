/* Signals that threads take by themselves. */
#include "check.h"

#include <semaphore.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

static sigset_t set;
static sem_t is_ready;
static unsigned handled;

static void handle(int signal) {
    (void)signal;
    __atomic_fetch_add(&handled, 1, __ATOMIC_RELEASE);
}

static void *await_often(void *argument) {
    for (unsigned i = 0; i < often; i++) {
        int signal = 0;
        sem_post(&is_ready);
        CHECK(sigwait(&set, &signal) == 0 && signal == (i % 2 == 0 ? SIGUSR1 : SIGUSR2));
    }
    return argument;
}

/* Whenever it comes: before the wait, while it begins, in the midst of it; to the thread or to the program. */
static void send_often(void) {
    pthread_t thread;

    CHECK(pthread_create(&thread, NULL, await_often, NULL) == 0);
    for (unsigned i = 0; i < often; i++) {
        const int signal = i % 2 == 0 ? SIGUSR1 : SIGUSR2;
        CHECK(sem_wait(&is_ready) == 0);
        for (unsigned spin = i % 64; spin > 0; spin--)
            __atomic_load_n(&handled, __ATOMIC_SEQ_CST);
        CHECK(i % 3 == 0 ? kill(getpid(), signal) == 0 : pthread_kill(thread, signal) == 0);
    }
    CHECK(pthread_join(thread, NULL) == 0);
}

static void *await_one(void *argument) {
    siginfo_t information = {0};

    sem_post(&is_ready);
    CHECK(sigwaitinfo(&set, &information) == SIGUSR2 && information.si_signo == SIGUSR2);
    CHECK(information.si_code == SI_USER && information.si_pid == getpid());
    return argument;
}

/* Each that waits takes one. */
static void send_to_many(void) {
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, await_one, NULL) == 0 && sem_wait(&is_ready) == 0);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_kill(threads[i], SIGUSR2) == 0);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
}

static void *await_until_handled(void *argument) {
    sem_post(&is_ready);
    CHECK(sigwaitinfo(&set, NULL) == -1 && errno == EINTR);
    return argument;
}

static void *await_timer(void *argument) {
    int signal;

    CHECK(sigwait(&set, &signal) == 0 && signal == SIGALRM);
    return argument;
}

static void set_timer(void) {
    CHECK(setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {.tv_usec = 1000}}, NULL) == 0);
}

void check_awaited_signals(void) {
    const struct timespec soon = {.tv_nsec = 20000000}, wrong = {.tv_nsec = 1000000000};
    struct sigaction action = {.sa_handler = handle};
    pthread_t thread;
    sigset_t was;

    CHECK(sem_init(&is_ready, 0, 0) == 0 && sigemptyset(&set) == 0);
    CHECK(sigaddset(&set, SIGUSR1) == 0 && sigaddset(&set, SIGUSR2) == 0 && sigaddset(&set, SIGALRM) == 0);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, &was) == 0 && sigaction(SIGTERM, &action, NULL) == 0);
    send_often();
    send_to_many();
    CHECK(sigtimedwait(&set, NULL, &soon) == -1 && errno == EAGAIN);
    CHECK(sigtimedwait(&set, NULL, &wrong) == -1 && errno == EINVAL);
    CHECK(raise(SIGUSR1) == 0 && sigtimedwait(&set, NULL, &soon) == SIGUSR1);
    CHECK(pthread_create(&thread, NULL, await_until_handled, NULL) == 0 && sem_wait(&is_ready) == 0);
    while (handled == 0 && pthread_kill(thread, SIGTERM) == 0)
        sched_yield();
    CHECK(pthread_join(thread, NULL) == 0);

    /* Of the timer: the first thread takes it, or another. */
    set_timer();
    await_timer(NULL);
    CHECK(pthread_create(&thread, NULL, await_timer, NULL) == 0);
    set_timer();
    CHECK(pthread_join(thread, NULL) == 0 && pthread_sigmask(SIG_SETMASK, &was, NULL) == 0);
    CHECK(signal(SIGTERM, SIG_DFL) == handle);
}
