/*
 * expect-panic: read of memory that is not there at 0x700000000000
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return *(volatile int *)0x700000000000;
}
