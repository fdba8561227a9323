/*
 * expect-panic: so says the program
 * expect-console: guest+
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    kernel_panic("so says the program");
    return 0;
}
