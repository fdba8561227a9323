/* The processor that the calling thread runs on. Cannot fail. */
#include <guest/kernel.h>
#include <sched.h>

int sched_getcpu(void) {
    return (int)kernel_processor();
}
