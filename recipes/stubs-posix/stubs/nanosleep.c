/* Sleeps; the processor idles. EINTR when a handler ran, and `rest` is what was left. */
#include <errno.h>
#include <time.h>

int nanosleep(const struct timespec *wanted, struct timespec *rest) {
    const int error = clock_nanosleep(CLOCK_MONOTONIC, 0, wanted, rest);

    if (error == 0)
        return 0;
    errno = error;
    return -1;
}
