/* 0: no process is before another, as there is one. ESRCH for who is not there, EINVAL. */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

int getpriority(int which, id_t who) {
    const id_t self = which == PRIO_USER ? getuid() : (id_t)getpid();

    if (which != PRIO_PROCESS && which != PRIO_PGRP && which != PRIO_USER)
        errno = EINVAL;
    else if (who != 0 && who != self)
        errno = ESRCH;
    else
        return 0;
    return -1;
}
