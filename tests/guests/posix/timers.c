/* SIGALRM comes while the program computes, sleeps and waits. */
#include "check.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t ticks;

static void on_alarm(int signal) {
    double sum = 0;

    (void)signal;
    for (int i = 1; i <= 4; i++)
        sum += 1.0 / i;
    ticks += sum > 2;
    errno = 99;
}

static void set(long value_us, long interval_us) {
    const struct itimerval timer = {.it_interval = {.tv_usec = interval_us}, .it_value = {.tv_usec = value_us}};

    CHECK(setitimer(ITIMER_REAL, &timer, NULL) == 0);
}

static void check_computing(void) {
    double sum = 0;

    ticks = 0;
    set(10000, 10000);
    while (ticks < 10)
        sum += 1.5;
    CHECK(sum == 1.5 * (long)(sum / 1.5));
    errno = 3;
    while (ticks < 12)
        ;
    CHECK(errno == 3);
    set(0, 0);
    const int before = ticks;
    for (volatile long i = 0; i < 20000000; i++)
        ;
    CHECK(ticks == before);
}

static void check_waits(void) {
    struct timespec time = {.tv_sec = 3}, rest;
    struct pollfd input = {.fd = 0, .events = POLLIN};
    sigset_t none, alarms, was;

    /* Again and again: a slow host may let the first pass before the wait begins. */
    set(30000, 30000);
    REFUSES(EINTR, nanosleep(&time, &rest));
    CHECK(rest.tv_sec <= 2 && rest.tv_nsec >= 0);
    REFUSES(EINTR, pause());
    REFUSES(EINTR, poll(&input, 1, 5000));
    REFUSES(EINTR, select(0, NULL, NULL, NULL, NULL));
    CHECK(sleep(3) != 0);
    set(0, 0);
    CHECK(alarm(50) == 0 && alarm(0) > 40);

    sigemptyset(&none);
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    ticks = 0;
    CHECK(sigprocmask(SIG_BLOCK, &alarms, &was) == 0);
    set(20000, 0);
    time = (struct timespec){.tv_nsec = 60000000};
    CHECK(nanosleep(&time, NULL) == 0 && ticks == 0);
    REFUSES(EINTR, sigsuspend(&none));
    CHECK(ticks == 1 && sigprocmask(SIG_SETMASK, &was, NULL) == 0);
}

/* Reading a pipe is taken up again after a handler with SA_RESTART; then nothing is left to wait for. */
static void check_restart(void) {
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
    int ends[2];
    char byte;

    CHECK(pipe(ends) == 0);
    set(20000, 20000);
    REFUSES(EINTR, read(ends[0], &byte, 1));
    CHECK(sigaction(SIGALRM, &action, NULL) == 0);
    set(20000, 0);
    REFUSES(EDEADLK, read(ends[0], &byte, 1));
    close(ends[0]);
    close(ends[1]);
}

void check_timers(void) {
    struct sigaction action = {.sa_handler = on_alarm};
    struct itimerval now = {.it_value = {.tv_usec = 1000000}};

    CHECK(sigaction(SIGALRM, &action, NULL) == 0);
    check_computing();
    check_waits();
    check_restart();
    REFUSES(EINVAL, setitimer(ITIMER_REAL, &now, NULL));
    REFUSES(ENOSYS, setitimer(ITIMER_VIRTUAL, &now, NULL));
    REFUSES(EINVAL, getitimer(9, &now));
    set(900000, 900000);
    CHECK(getitimer(ITIMER_REAL, &now) == 0 && now.it_value.tv_usec > 0 && now.it_value.tv_usec <= 900000);
    CHECK(now.it_value.tv_sec == 0 && now.it_interval.tv_sec == 0 && now.it_interval.tv_usec == 900000);
    set(0, 0);
    CHECK(getitimer(ITIMER_REAL, &now) == 0 && now.it_value.tv_sec == 0 && now.it_value.tv_usec == 0);
    signal(SIGALRM, SIG_DFL);
}
