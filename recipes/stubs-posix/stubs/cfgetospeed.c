/* The speed of output in settings. */
#include <sys/termios.h>

speed_t cfgetospeed(const struct termios *settings) {
    return settings->c_ospeed;
}
