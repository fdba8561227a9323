/* utimes() of an open file. */
#include "microseconds.h"

int futimes(int descriptor, const struct timeval *times) {
    struct timespec exact[2];

    return stubs_exact(times, exact) ? futimens(descriptor, times == 0 ? 0 : exact) : -1;
}
