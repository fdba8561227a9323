/* The speed of input in settings. */
#include <sys/termios.h>

speed_t cfgetispeed(const struct termios *settings) {
    return settings->c_ispeed;
}
