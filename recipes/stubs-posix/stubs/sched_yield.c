/* Returns at once: the program has one thread. Cannot fail. */
#include <sched.h>

int sched_yield(void) {
    return 0;
}
