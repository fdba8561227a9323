/* The clock of the processor's use by a process: the program's own; ESRCH for any other. */
#include <errno.h>
#include <time.h>
#include <unistd.h>

int clock_getcpuclockid(pid_t process, clockid_t *clock) {
    if (process != 0 && process != getpid())
        return ESRCH;
    *clock = CLOCK_PROCESS_CPUTIME_ID;
    return 0;
}
