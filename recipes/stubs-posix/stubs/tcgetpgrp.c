/* The group in the console's foreground: the program's. ENOTTY for any other file, EBADF. */
#include <sys/termios.h>
#include <unistd.h>

pid_t tcgetpgrp(int descriptor) {
    struct termios settings;

    return tcgetattr(descriptor, &settings) < 0 ? -1 : getpgrp();
}
