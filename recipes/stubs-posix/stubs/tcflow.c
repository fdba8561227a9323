/* Goes on where nothing was stopped. Refuses to stop input or output (ENOSYS); EINVAL, ENOTTY for any other file,
 * EBADF. */
#include <errno.h>
#include <stubs/refused.h>
#include <sys/termios.h>

int tcflow(int descriptor, int action) {
    struct termios settings;

    if (tcgetattr(descriptor, &settings) < 0)
        return -1;
    if (action == TCOON || action == TCION)
        return 0;
    return stub_refused("tcflow", action == TCOOFF || action == TCIOFF ? ENOSYS : EINVAL);
}
