/* Times of files in microseconds. */
#ifndef STUBS_MICROSECONDS_H
#define STUBS_MICROSECONDS_H

#include <errno.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/time.h>

/* The same times in nanoseconds, if there are any; false and EINVAL. */
static inline bool stubs_exact(const struct timeval *times, struct timespec exact[2]) {
    for (int i = 0; times != 0 && i < 2; i++) {
        if (times[i].tv_usec < 0 || times[i].tv_usec >= 1000000) {
            errno = EINVAL;
            return false;
        }
        exact[i] = (struct timespec){.tv_sec = times[i].tv_sec, .tv_nsec = times[i].tv_usec * 1000};
    }
    return true;
}

#endif
