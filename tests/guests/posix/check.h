/* Checks that go on after one that does not hold, and the parts of this guest. */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

extern unsigned failures;

static inline void check(bool holds, const char *what, const char *file, int line) {
    if (holds)
        return;
    failures++;
    fprintf(stderr, "%s:%d: not so: %s (errno %d)\n", file, line, what, errno);
}

#define CHECK(condition) check(condition, #condition, __FILE__, __LINE__)
#define REFUSES(error, call)                                                                                         \
    (errno = 0, check((call) == -1 && errno == (error), #call " refuses with " #error, __FILE__, __LINE__))

void check_memory(void);
void check_descriptors(void);
void check_files(void);
void check_folders(void);
void check_room(void);
void check_time(void);
void check_signals(void);
void check_timers(void);
void check_threads(void);
void check_machine(void);
void check_limits(void);
void check_refusals(void);
void check_users(void);
void check_library(void);

#endif
