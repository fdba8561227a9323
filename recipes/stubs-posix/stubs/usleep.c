/* Sleeps for microseconds; EINTR when a handler ran. */
#include <time.h>
#include <unistd.h>

int usleep(useconds_t microseconds) {
    return nanosleep(&(struct timespec){.tv_sec = (time_t)(microseconds / 1000000),
                                        .tv_nsec = (long)(microseconds % 1000000) * 1000},
                     0);
}
