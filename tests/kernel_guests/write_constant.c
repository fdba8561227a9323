/*
 * expect-panic: write to read-only memory at 0x10
 */
#include "guest.h"

static const int constant[] = {1, 2, 3};

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    __asm__ volatile("movl $2, (%0)" : : "r"(constant) : "memory");
    return constant[0];
}
