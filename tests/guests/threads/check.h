/* Checks that go on after one that does not hold, and the parts of this guest. */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { THREADS = 8 };

/* How often to do what goes wrong at rare moments. */
extern unsigned often;

/* Say what is not so at once, and once more at the end, where it is not lost among other lines. */
void fail(const char *what, const char *file, int line);

#define CHECK(condition) ((condition) ? (void)0 : fail(#condition, __FILE__, __LINE__))

/* Run a function in THREADS threads, with 0, 1, … as arguments, until all have ended. */
void in_threads(void *(*function)(void *));

/* The time on a clock in some milliseconds. */
struct timespec in_ms(clockid_t clock, long milliseconds);

void check_awaited_signals(void);
void check_lives(void);
void check_limits(void);
void check_storage(void);
void check_times(void);
void check_mutexes(void);
void check_conditions(void);
void check_rwlocks(void);
void check_meetings(void);
void check_signals(void);
void check_library(void);
void check_standard(void);
void check_processors(void);

#endif
