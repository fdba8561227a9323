/* SCHED_OTHER, of the program; ESRCH for other processes. */
#include <errno.h>
#include <sched.h>
#include <unistd.h>

int sched_getscheduler(pid_t process) {
    if (process == 0 || process == getpid())
        return SCHED_OTHER;
    errno = ESRCH;
    return -1;
}
