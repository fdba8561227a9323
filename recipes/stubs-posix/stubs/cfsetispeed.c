/* Sets the speed of input in settings; any will do, as the console's is what it is. */
#include <sys/termios.h>

int cfsetispeed(struct termios *settings, speed_t speed) {
    settings->c_ispeed = speed;
    return 0;
}
