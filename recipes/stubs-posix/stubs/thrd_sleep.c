/* C11's nanosleep(): -1 when a handler ran, another negative number for a time that is none. */
#include <errno.h>
#include <threads.h>

int thrd_sleep(const struct timespec *time, struct timespec *left) {
    if (nanosleep(time, left) == 0)
        return 0;
    return errno == EINTR ? -1 : -2;
}
