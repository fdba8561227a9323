/* The program is the leader of the one group of processes. ESRCH for another process. */
#include <errno.h>
#include <unistd.h>

pid_t getpgid(pid_t process) {
    if (process == 0 || process == getpid())
        return getpgrp();
    errno = ESRCH;
    return -1;
}
