/*
 * expect-panic: invalid instruction (vector 6, error code 0)
 * expect-console: guest+
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    __asm__ volatile("ud2");
    return 0;
}
