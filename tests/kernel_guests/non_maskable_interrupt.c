/*
 * expect-panic: non-maskable interrupt (vector 2, error code 0)
 * expect-console: guest+
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    __asm__ volatile("int $2");
    return 0;
}
