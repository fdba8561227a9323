/* Signals that threads send each other. */
#include "check.h"

#include <semaphore.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

static pthread_t handled_by;
static unsigned handled;
static sem_t is_ready, never, end, tokens;
static bool has_enough, is_sent, in_handler;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;

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

/* Many times: a signal may come at any moment between the mask's change and the sleep. */
static void *suspend_often(void *argument) {
    sigset_t set, none;

    sigemptyset(&none);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    for (unsigned i = 0; i < often; i++) {
        sem_post(&is_ready);
        CHECK(sigsuspend(&none) == -1 && errno == EINTR);
    }
    return argument;
}

static void interrupt_often(void) {
    const unsigned before = handled;
    pthread_t thread;

    CHECK(pthread_create(&thread, NULL, suspend_often, NULL) == 0);
    for (unsigned i = 0; i < often; i++) {
        CHECK(sem_wait(&is_ready) == 0);
        for (unsigned spin = i % 64; spin > 0; spin--)
            __atomic_load_n(&handled, __ATOMIC_SEQ_CST);
        CHECK(pthread_kill(thread, SIGUSR1) == 0);
    }
    CHECK(pthread_join(thread, NULL) == 0 && handled == before + often);
}

/* A post must reach one of two that wait, also if it wakes the one that is interrupted. */
static void *take_tokens(void *argument) {
    while (!__atomic_load_n(&has_enough, __ATOMIC_ACQUIRE)) {
        if (sem_wait(&tokens) == 0)
            sem_post(&is_ready);
        else
            CHECK(errno == EINTR);
    }
    return argument;
}

static void interrupt_takers(void) {
    pthread_t takers[2];

    for (int i = 0; i < 2; i++)
        CHECK(pthread_create(&takers[i], NULL, take_tokens, NULL) == 0);
    for (unsigned i = 0; i < often; i++) {
        CHECK(sem_post(&tokens) == 0 && pthread_kill(takers[i % 2], SIGUSR1) == 0);
        CHECK(sem_wait(&is_ready) == 0);
    }
    __atomic_store_n(&has_enough, true, __ATOMIC_RELEASE);
    CHECK(sem_post(&tokens) == 0 && sem_post(&tokens) == 0);
    CHECK(pthread_join(takers[0], NULL) == 0 && pthread_join(takers[1], NULL) == 0);
    while (sem_trywait(&is_ready) == 0)
        ;
}

static void *lock_held_mutex(void *argument) {
    sem_post(&is_ready);
    CHECK(pthread_mutex_lock(&mutex) == 0 && pthread_mutex_unlock(&mutex) == 0);
    return argument;
}

static void *write_while_read(void *argument) {
    sem_post(&is_ready);
    CHECK(pthread_rwlock_wrlock(&rwlock) == 0 && pthread_rwlock_unlock(&rwlock) == 0);
    return argument;
}

static void *meet(void *argument) {
    sem_post(&is_ready);
    CHECK(pthread_barrier_wait(&barrier) <= 0);
    return argument;
}

/* A handler runs while its thread waits for what another has; and then it waits on. */
static void handle_in(void *(*function)(void *), void (*give)(void)) {
    pthread_t thread;

    CHECK(pthread_create(&thread, NULL, function, NULL) == 0 && sem_wait(&is_ready) == 0);
    handled_by = 0;
    CHECK(pthread_kill(thread, SIGUSR1) == 0);
    while (__atomic_load_n(&handled_by, __ATOMIC_ACQUIRE) == 0)
        sched_yield();
    give();
    CHECK(pthread_join(thread, NULL) == 0 && handled_by == thread);
}

static void unlock(void) {
    CHECK(pthread_mutex_unlock(&mutex) == 0);
}

static void unlock_reader(void) {
    CHECK(pthread_rwlock_unlock(&rwlock) == 0);
}

static void come(void) {
    CHECK(pthread_barrier_wait(&barrier) <= 0);
}

static void check_handlers_in_waits(void) {
    CHECK(pthread_mutex_lock(&mutex) == 0 && pthread_rwlock_rdlock(&rwlock) == 0);
    CHECK(pthread_barrier_init(&barrier, NULL, 2) == 0);
    handle_in(lock_held_mutex, unlock);
    handle_in(write_while_read, unlock_reader);
    handle_in(meet, come);
    CHECK(pthread_barrier_destroy(&barrier) == 0);
}

static void *end_when_told(void *argument) {
    sem_post(&is_ready);
    while (!__atomic_load_n(&is_sent, __ATOMIC_ACQUIRE))
        ;
    return argument;
}

static void handle_long(int signal) {
    const struct timespec until = in_ms(CLOCK_MONOTONIC, 20);
    struct timespec now;

    (void)signal;
    __atomic_store_n(&in_handler, true, __ATOMIC_RELEASE);
    do
        clock_gettime(CLOCK_MONOTONIC, &now);
    while (now.tv_sec < until.tv_sec || (now.tv_sec == until.tv_sec && now.tv_nsec < until.tv_nsec));
    sem_post(&is_ready);
}

static void *end_in_handler(void *argument) {
    while (!__atomic_load_n(&in_handler, __ATOMIC_ACQUIRE))
        ;
    return argument;
}

/* The last thread that could wake the first ends while a handler runs that will: that is no deadlock. */
static void end_during_handler(void) {
    pthread_t thread;

    CHECK(signal(SIGALRM, handle_long) != SIG_ERR);
    CHECK(pthread_create(&thread, NULL, end_in_handler, NULL) == 0);
    CHECK(setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {.tv_usec = 1000}}, NULL) == 0);
    while (sem_wait(&is_ready) != 0)
        CHECK(errno == EINTR);
    CHECK(pthread_join(thread, NULL) == 0);
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
    CHECK(pthread_join(thread, NULL) == 0 && handled_by == thread);
    CHECK(pthread_kill(thread, SIGUSR1) == ESRCH);
}

/* A thread that takes the signals of the program, which all block, as servers do. */
static void *take_often(void *argument) {
    sigset_t set;
    int taken;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    do {
        sem_post(&is_ready);
        CHECK(sigwait(&set, &taken) == 0);
        handled += taken == SIGUSR1;
    } while (taken != SIGUSR2);
    return argument;
}

static void be_taken_often(void) {
    sigset_t set, was;
    pthread_t thread;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, &was) == 0 && signal(SIGUSR1, SIG_DFL) != SIG_ERR);
    handled = 0;
    CHECK(pthread_create(&thread, NULL, take_often, NULL) == 0);
    for (unsigned i = 0; i < often; i++) {
        CHECK(sem_wait(&is_ready) == 0);
        for (unsigned spin = i % 64; spin > 0; spin--)
            __asm__ volatile("pause");
        CHECK((i % 2 ? kill(getpid(), SIGUSR1) : pthread_kill(thread, SIGUSR1)) == 0);
    }
    CHECK(sem_wait(&is_ready) == 0 && kill(getpid(), SIGUSR2) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(handled == often && pthread_sigmask(SIG_SETMASK, &was, NULL) == 0);
}

void check_signals(void) {
    const struct sigaction action = {.sa_handler = handle};
    const unsigned before = handled;
    sigset_t set, pending;
    pthread_t thread;

    CHECK(sem_init(&is_ready, 0, 0) == 0 && sem_init(&never, 0, 0) == 0 && sem_init(&end, 0, 0) == 0);
    CHECK(sem_init(&tokens, 0, 0) == 0);
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
    interrupt(sleep_long);
    interrupt(wait_long);
    interrupt(suspend);
    CHECK(handled > before);
    interrupt_often();
    interrupt_takers();
    check_handlers_in_waits();

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

    /* A thread handles it before it ends, if it did not look until then. */
    CHECK(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0);
    CHECK(pthread_create(&thread, NULL, end_when_told, NULL) == 0 && sem_wait(&is_ready) == 0);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0 && kill(getpid(), SIGUSR1) == 0);
    __atomic_store_n(&is_sent, true, __ATOMIC_RELEASE);
    CHECK(pthread_join(thread, NULL) == 0 && handled_by == thread);

    /* One of the timer that the first thread blocks goes to another. */
    CHECK(sigaction(SIGALRM, &action, NULL) == 0 && sigaddset(&set, SIGALRM) == 0);
    CHECK(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0);
    CHECK(pthread_create(&thread, NULL, sleep_long, NULL) == 0 && sem_wait(&is_ready) == 0);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    handled_by = 0;
    CHECK(setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {.tv_usec = 1000}}, NULL) == 0);
    CHECK(pthread_join(thread, NULL) == 0 && handled_by == thread);
    CHECK(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0 && sigdelset(&set, SIGALRM) == 0);
    end_during_handler();

    /* One that all block goes to the first thread that does not. */
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    handled_by = 0;
    CHECK(kill(getpid(), SIGUSR1) == 0 && handled_by == 0);
    CHECK(pthread_create(&thread, NULL, unblock, &set) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(handled_by == thread && pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0 && handled_by == thread);
    CHECK(signal(SIGUSR1, SIG_DFL) == handle);
    be_taken_often();
}
