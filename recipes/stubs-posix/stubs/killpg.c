/* Sends a signal to the program's group, in which it is alone. ESRCH for another one; EINVAL for one below 0. */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

int killpg(pid_t group, int signal) {
    if (group == 0 || group == getpgrp())
        return kill(0, signal);
    errno = group < 0 ? EINVAL : ESRCH;
    return -1;
}
