/* Sets the speed of output in settings; any will do, as the console's is what it is. */
#include <sys/termios.h>

int cfsetospeed(struct termios *settings, speed_t speed) {
    settings->c_ospeed = speed;
    return 0;
}
