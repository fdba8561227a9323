/*
 * expect-panic: write to read-only memory at 0x10
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    __asm__ volatile("movb $0, (%0)" : : "r"(program_start) : "memory");
    return 0;
}
