/*
 * A processor that does not answer the messages that start it.
 * kernel: kitten
 * expect-panic: processor 1 (APIC id 200) does not start
 */
#include "guest.h"

#include <arch/processor.h>

static void begins(void) {
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    arch_processor_patience_ns = 20000000;
    arch_processor_start(200, begins);
    return 0;
}
