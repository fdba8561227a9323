/*
 * expect-panic: division by zero (vector 0, error code 0)
 * expect-console: guest+
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    __asm__ volatile("divl %0" : : "r"(0), "a"(1), "d"(0));
    return 0;
}
