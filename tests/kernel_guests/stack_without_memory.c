/*
 * kernel: geekos
 * memory: 2M
 * expect-panic: out of memory: no page is left for the stack of the primary thread
 */
#include "guest.h"

static __attribute__((noinline)) int dive(int depth) {
    volatile char room[1 << 20];

    for (unsigned i = 0; i < sizeof room; i += 512)
        room[i] = 1;
    return depth == 7 ? 0 : dive(depth + 1) + room[512];
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return dive(0 + 1) + 1;
}
