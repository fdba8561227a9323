/*
 * needs: threads
 * processors: 1 2
 * expect-panic: thread 1 ended, and every other waits without end for another
 */
#include "thread.h"

static uint32_t word;

static void waits(void *argument) {
    (void)argument;
    for (;;)
        kernel_futex_wait(&word, 0, UINT64_MAX);
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable one;

    (void)argc, (void)argv, (void)envp;
    start(&one, waits, NULL);
    kernel_wait(0, in_ms(20));
    kernel_thread_exit(NULL);
}
