/*
 * expect-panic: stack overflow of the primary thread: write at 0x
 * expect-console: dive+
 */
#include "guest.h"

static __attribute__((noinline)) int dive(int depth) {
    volatile char room[1000];

    room[0] = (char)depth;
    return depth < 0 ? 0 : dive(depth + 1) + room[0];
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return dive(0);
}
