/* Copies input to output, a byte at a time, by the way of waiting that the argument names. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/time.h>
#include <unistd.h>

static void on_alarm(int signal) {
    (void)signal;
}

static int by_select(void) {
    fd_set readers;

    FD_ZERO(&readers);
    FD_SET(0, &readers);
    return select(1, &readers, NULL, NULL, NULL) == 1 && FD_ISSET(0, &readers);
}

static int by_poll(void) {
    struct pollfd input = {.fd = 0, .events = POLLIN};
    int ready;

    do
        ready = poll(&input, 1, 50);
    while (ready == 0);
    return ready == 1 && input.revents == POLLIN;
}

static int by_trying(void) {
    return 1;
}

/* A timer ticks all the while; read() is taken up again after each. */
static void set_ticks(void) {
    const struct itimerval ticks = {{.tv_usec = 10000}, {.tv_usec = 10000}};
    const struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};

    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &ticks, NULL);
}

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "read";
    int (*wait)(void) = by_trying;
    char byte;

    if (strcmp(way, "select") == 0)
        wait = by_select;
    else if (strcmp(way, "poll") == 0)
        wait = by_poll;
    else if (strcmp(way, "ticks") == 0)
        set_ticks();
    else if (strcmp(way, "nonblocking") == 0)
        fcntl(0, F_SETFL, O_NONBLOCK);
    for (;;) {
        if (!wait())
            return 2;
        const ssize_t got = read(0, &byte, 1);
        if (got == 0)
            break;
        if (got < 0 && errno == EAGAIN)
            continue;
        if (got < 0)
            return 3;
        write(1, &byte, 1);
    }
    printf("the end, by %s\n", way);
    return 0;
}
