/* The processor that the calling thread runs on, and its node, which is 0. Cannot fail. */
#include <guest/kernel.h>
#include <sched.h>
#include <stddef.h>

int getcpu(unsigned *processor, unsigned *node) {
    if (processor != NULL)
        *processor = kernel_processor();
    if (node != NULL)
        *node = 0;
    return 0;
}
