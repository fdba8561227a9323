/*
 * needs: threads
 * processors: 1 2
 * expect-panic: stack overflow of thread 3: write at
 */
#include "thread.h"

static uint32_t never;

static __attribute__((noinline)) int dive(int depth) {
    volatile char room[512];

    room[0] = (char)depth;
    return depth < 0 ? 0 : dive(depth + 1) + room[0];
}

static void waits(void *argument) {
    (void)argument;
    for (;;)
        kernel_futex_wait(&never, 0, in_ms(1000));
}

static void overflows(void *argument) {
    (void)argument;
    dive(0);
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable one, two;

    (void)argc, (void)argv, (void)envp;
    start(&one, waits, NULL);
    start(&two, overflows, NULL);
    join(&two);
    return 0;
}
