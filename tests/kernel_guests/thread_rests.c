/*
 * Who yields again and again, alone on a processor, leaves it idle for a part of the time, and not at once.
 * needs: threads
 * processors: 1 2
 * machine: microvm
 * qemu: -icount shift=0,sleep=off
 * expect-exit: 0
 */
#include "thread.h"

enum { MS = 1000000 };

static uint64_t yields_for(uint64_t ns) {
    const uint64_t start = kernel_clock_monotonic_ns(), ran = kernel_clock_thread_ns();

    while (kernel_clock_monotonic_ns() - start < ns)
        kernel_thread_yield();
    return kernel_clock_thread_ns() - ran;
}

/* The longest time that one yield took, among many that are not of one wait. */
static uint64_t longest_of_few(void) {
    uint64_t longest = 0;

    for (int i = 0; i < 20; i++) {
        const uint64_t start = kernel_clock_monotonic_ns();
        kernel_thread_yield();
        const uint64_t end = kernel_clock_monotonic_ns();
        longest = end - start > longest ? end - start : longest;
        while (kernel_clock_monotonic_ns() - end < 2 * MS)
            ;
    }
    return longest;
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    CHECK(longest_of_few() < MS / 10);
    CHECK(yields_for(MS / 4) > MS / 5);
    CHECK(yields_for(100 * MS) < 10 * MS);
    return 0;
}
