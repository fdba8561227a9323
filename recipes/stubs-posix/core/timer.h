/* The timer of setitimer() and alarm(). */
#ifndef STUBS_TIMER_H
#define STUBS_TIMER_H

#include <stdint.h>

struct stubs_timer {
    uint64_t next_ns; /* by the monotonic clock; 0: not armed */
    uint64_t interval_ns;
};

/* What the timer is set to. */
struct stubs_timer stubs_timer_get(void);

/* Set it to go off at `next_ns` (0: never) and then at every interval. -1 and errno if the kernel refuses. */
int stubs_timer_set(struct stubs_timer timer);

#endif
