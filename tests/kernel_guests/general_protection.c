/*
 * expect-panic: general protection fault (vector 13, error code 0)
 * expect-console: guest+
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    __asm__ volatile("movb (%0), %%al" : : "r"(UINT64_C(1) << 63) : "rax");
    return 0;
}
