/* The program is the leader of the one group of processes. Cannot fail. */
#include <unistd.h>

pid_t getpgrp(void) {
    return getpid();
}
