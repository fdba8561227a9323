/*
 * GeekOS runs one processor, and says so when more are declared.
 * needs: one-thread
 * baked: cpus=2
 * expect-panic: command line: `cpus=2`: this kernel runs one processor
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return 0;
}
