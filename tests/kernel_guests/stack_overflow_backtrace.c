/*
 * The frames of a stack that overflowed are told, however large, and whether or not all of their pages were touched.
 * expect-panic: stack overflow of the primary thread: write at 0x
 * expect-console: dive+
 * expect-console: guest+
 */
#include "guest.h"

static __attribute__((noinline)) int dive(int depth) {
    volatile char room[1000000];

    room[0] = room[sizeof room - 1] = (char)depth;
    return depth < 0 ? 0 : dive(depth + 1) + room[0];
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return dive(0) + 1;
}
