/* Sends SIGALRM after so many seconds, or no more; returns how many were left. */
#include <sys/time.h>
#include <unistd.h>

unsigned alarm(unsigned seconds) {
    struct itimerval was;

    if (setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {.tv_sec = seconds}}, &was) < 0)
        return 0;
    return (unsigned)was.it_value.tv_sec + (was.it_value.tv_usec != 0);
}
