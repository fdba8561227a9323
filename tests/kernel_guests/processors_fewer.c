/*
 * Those that were declared run, and no more; what the loader says counts.
 * needs: threads
 * processors: 4
 * baked: cpus=8
 * loader: cpus=3
 * expect-exit: 3
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return (int)kernel_processor_count();
}
