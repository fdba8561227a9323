/*
 * Who has to give way to a pinned thread, at the end of its turn or by yielding, goes on where a processor idles.
 * needs: threads
 * processors: 2
 * expect-exit: 0
 */
#include "thread.h"

static uint32_t stop;

static void spins(void *argument) {
    (void)argument;
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
        ;
}

static void looks(void) {
}

static void moves(void (*meanwhile)(void)) {
    const uint64_t limit = in_ms(10000);
    const unsigned home = kernel_processor();
    struct joinable thread;

    stop = 0;
    start_on(&thread, spins, NULL, UINT64_C(1) << home);
    while (kernel_processor() == home) {
        CHECK(kernel_clock_monotonic_ns() < limit);
        meanwhile();
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    join(&thread);
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    moves(looks);
    moves(kernel_thread_yield);
    return 0;
}
