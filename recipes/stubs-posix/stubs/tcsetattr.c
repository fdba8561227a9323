/*
 * Succeeds, as POSIX has it, if some of the settings hold, and changes none: the console stays raw and without echo,
 * which tcgetattr() tells. EINVAL for an action that is none, ENOTTY for any other file, EBADF.
 */
#include "descriptors.h"

#include <errno.h>
#include <stubs/refused.h>
#include <sys/termios.h>

int tcsetattr(int descriptor, int action, const struct termios *settings) {
    struct termios now;

    if (tcgetattr(descriptor, &now) < 0)
        return -1;
    if (action != TCSANOW && action != TCSADRAIN && action != TCSAFLUSH) {
        errno = EINVAL;
        return -1;
    }
    if (settings->c_iflag != now.c_iflag || settings->c_oflag != now.c_oflag || settings->c_lflag != now.c_lflag) {
        const int error = errno;
        stub_refused("tcsetattr: the console stays raw", EINVAL);
        errno = error;
    }
    return 0;
}
