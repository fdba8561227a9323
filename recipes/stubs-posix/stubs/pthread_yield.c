/* sched_yield(). Cannot fail. */
#include <pthread.h>

void pthread_yield(void) {
    sched_yield();
}
