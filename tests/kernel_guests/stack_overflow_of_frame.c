/*
 * A frame larger than a page does not jump over the guard.
 * expect-panic: stack overflow of the primary thread: write at 0x
 * expect-console: guest+
 */
#include "guest.h"

static __attribute__((noinline)) int dive(void) {
    volatile char room[12 << 20];

    room[0] = 1;
    return room[0];
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return dive() + 1;
}
