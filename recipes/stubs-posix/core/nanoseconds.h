/* Times of POSIX as nanoseconds, and back. */
#ifndef STUBS_NANOSECONDS_H
#define STUBS_NANOSECONDS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

static inline bool is_timespec(const struct timespec *time) {
    return time->tv_sec >= 0 && time->tv_nsec >= 0 && time->tv_nsec < 1000000000;
}

/* As long as possible, where it is longer than that. */
static inline uint64_t from_timespec(const struct timespec *time) {
    if ((uint64_t)time->tv_sec > INT64_MAX / 1000000000 - 1)
        return INT64_MAX;
    return (uint64_t)time->tv_sec * 1000000000 + (uint64_t)time->tv_nsec;
}

static inline struct timespec to_timespec(uint64_t nanoseconds) {
    return (struct timespec){.tv_sec = (time_t)(nanoseconds / 1000000000),
                             .tv_nsec = (long)(nanoseconds % 1000000000)};
}

static inline bool is_timeval(const struct timeval *time) {
    return time->tv_sec >= 0 && time->tv_usec >= 0 && time->tv_usec < 1000000;
}

static inline uint64_t from_timeval(const struct timeval *time) {
    return from_timespec(&(struct timespec){.tv_sec = time->tv_sec, .tv_nsec = time->tv_usec * 1000});
}

static inline struct timeval to_timeval(uint64_t nanoseconds) {
    return (struct timeval){.tv_sec = (time_t)(nanoseconds / 1000000000),
                            .tv_usec = (suseconds_t)(nanoseconds % 1000000000 / 1000)};
}

#endif
