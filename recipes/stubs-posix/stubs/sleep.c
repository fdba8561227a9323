/* Sleeps for seconds; returns those that were left when a handler ran. */
#include <time.h>
#include <unistd.h>

unsigned sleep(unsigned seconds) {
    struct timespec time = {.tv_sec = seconds};

    if (clock_nanosleep(CLOCK_MONOTONIC, 0, &time, &time) == 0)
        return 0;
    return (unsigned)time.tv_sec + (time.tv_nsec != 0);
}
