/*
 * needs: threads
 * processors: 2
 * baked: cpus=4
 * expect-panic: the guest is declared with 4 processors, and the machine has 2
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return 0;
}
