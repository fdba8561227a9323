/* C11's sched_yield(). */
#include <sched.h>
#include <threads.h>

void thrd_yield(void) {
    sched_yield();
}
