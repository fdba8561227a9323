/*
 * The status has 8 bits, though the debug exit device has 7.
 * expect-exit: 255
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return -1;
}
