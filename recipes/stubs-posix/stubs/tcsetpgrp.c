/*
 * Lets the program's group be in the console's foreground, where it is. Another group: EPERM, as there is none;
 * EINVAL for one below 0. ENOTTY for any other file, EBADF.
 */
#include <errno.h>
#include <sys/termios.h>
#include <unistd.h>

int tcsetpgrp(int descriptor, pid_t group) {
    struct termios settings;

    if (tcgetattr(descriptor, &settings) < 0)
        return -1;
    if (group == getpgrp())
        return 0;
    errno = group < 0 ? EINVAL : EPERM;
    return -1;
}
