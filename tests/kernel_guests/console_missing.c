/*
 * machine: microvm
 * loader: console=vga
 * expect-panic: command line: console `vga`: the machine has none
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return 0;
}
