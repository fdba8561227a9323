/* Lets the other threads of the processor run first. Cannot fail. */
#include "signals.h"

#include <guest/kernel.h>
#include <sched.h>

int sched_yield(void) {
    kernel_thread_yield();
    stubs_deliver_pending();
    return 0;
}
