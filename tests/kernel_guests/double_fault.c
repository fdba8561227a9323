/*
 * The stack of the page fault handler is gone when a page fault comes.
 * kernel: geekos
 * expect-panic: double fault
 */
#include "guest.h"

#include <arch/arch.h>

static int guest(int argc, char **argv, char **envp) {
    int *volatile nothing = NULL;

    (void)argc, (void)argv, (void)envp;
    arch_unmap(ARCH_TRAP_STACK(0, ARCH_IST_FAULT) - 1);
    return *nothing;
}
