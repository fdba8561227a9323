/*
 * Lets the program be in its own group, which it is in. Another group: EPERM, as there is none in its session;
 * another process: ESRCH; EINVAL for a group below 0.
 */
#include <errno.h>
#include <unistd.h>

static int error(pid_t process, pid_t group) {
    if (group < 0)
        return EINVAL;
    if (process != 0 && process != getpid())
        return ESRCH;
    return group == 0 || group == getpgrp() ? 0 : EPERM;
}

int setpgid(pid_t process, pid_t group) {
    const int refused = error(process, group);

    if (refused == 0)
        return 0;
    errno = refused;
    return -1;
}
