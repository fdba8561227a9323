/*
 * The hook is called at its interval while the program computes with the same registers, and not after it was taken
 * away; sleeping is told of it.
 * expect-exit: 0
 */
#include "guest.h"

static volatile unsigned calls;
static volatile double half = 0.5;

static void hook(void) {
    double sum = 0;

    for (int i = 0; i < 100; i++)
        sum += half;
    CHECK(sum == 50);
    calls++;
}

static void computes(unsigned wanted) {
    register double a = 1, b = 2, c = 3, d = 4;

    while (calls < wanted) {
        __asm__ volatile("" : "+x"(a), "+x"(b), "+x"(c), "+x"(d));
        CHECK(a == 1 && b == 2 && c == 3 && d == 4);
    }
}

static int guest(int argc, char **argv, char **envp) {
    uint64_t start = kernel_clock_monotonic_ns(), time;
    unsigned seen;

    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_timer_hook(hook, 0) == -KERNEL_EINVAL);
    CHECK(kernel_timer_hook(NULL, 0) == 0);
    CHECK(kernel_timer_hook(hook, 20000000) == 0);
    computes(10);
    time = kernel_clock_monotonic_ns() - start;
    CHECK(time > 175000000);

    CHECK(kernel_wait(KERNEL_TIMER, 0) == KERNEL_TIMER);
    seen = calls;
    CHECK(kernel_wait(KERNEL_TIMER, UINT64_MAX) == KERNEL_TIMER && calls > seen);

    CHECK(kernel_timer_hook(NULL, 0) == 0);
    seen = calls;
    start = kernel_clock_monotonic_ns();
    CHECK(kernel_wait(KERNEL_TIMER, start + 60000000) == 0 && calls == seen);
    CHECK(kernel_timer_hook(hook, 1) == 0);
    computes(seen + 5);
    CHECK(kernel_timer_hook(hook, UINT64_MAX) == 0);
    seen = calls;
    CHECK(kernel_wait(KERNEL_TIMER, kernel_clock_monotonic_ns() + 60000000) == 0 && calls == seen);
    return 0;
}
