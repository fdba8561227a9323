/* Lets the other threads of the processor run first. Cannot fail. */
#include <guest/kernel.h>
#include <sched.h>

int sched_yield(void) {
    kernel_thread_yield();
    return 0;
}
