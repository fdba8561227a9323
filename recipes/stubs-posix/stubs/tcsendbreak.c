/* Refuses, ENOSYS: the console's line has no breaks. ENOTTY for any other file, EBADF. */
#include <errno.h>
#include <stubs/refused.h>
#include <sys/termios.h>

int tcsendbreak(int descriptor, int duration) {
    struct termios settings;

    (void)duration;
    return tcgetattr(descriptor, &settings) < 0 ? -1 : stub_refused("tcsendbreak", ENOSYS);
}
