/*
 * loader: console=serial,paper
 * expect-panic: command line: console `paper` is none of serial, vga
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return 0;
}
