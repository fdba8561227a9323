/* Throws away console input that was not read yet (TCIFLUSH, TCIOFLUSH). EINVAL, ENOTTY for any other file, EBADF. */
#include <errno.h>
#include <guest/kernel.h>
#include <sys/termios.h>

int tcflush(int descriptor, int queue) {
    struct termios settings;
    char thrown[64];

    if (tcgetattr(descriptor, &settings) < 0)
        return -1;
    if (queue != TCIFLUSH && queue != TCOFLUSH && queue != TCIOFLUSH) {
        errno = EINVAL;
        return -1;
    }
    while (queue != TCOFLUSH && kernel_wait(KERNEL_CONSOLE_INPUT, 0) != 0)
        kernel_console_read(thrown, sizeof thrown);
    return 0;
}
