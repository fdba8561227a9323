/*
 * A hook that comes more often than turns end takes nobody's turn away: the primary thread gets the processor
 * from one that computes.
 * needs: threads
 * processors: 1 2
 * expect-exit: 0
 */
#include "thread.h"

static bool is_over;
static volatile unsigned calls;

static void hook(void) {
    calls++;
}

/* Far longer than all turns of the primary thread take. */
static void computes(void *argument) {
    const uint64_t until = in_ms(2000);

    (void)argument;
    while (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE))
        CHECK(kernel_clock_monotonic_ns() < until);
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable other;

    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_thread_pin(0, 1) == 0 && kernel_timer_hook(hook, 2000000) == 0);
    start_on(&other, computes, NULL, 1);
    for (int i = 0; i < 5; i++)
        CHECK(kernel_wait(0, in_ms(3)) == 0);
    __atomic_store_n(&is_over, true, __ATOMIC_RELEASE);
    join(&other);
    CHECK(calls > 5 && kernel_timer_hook(NULL, 0) == 0);
    return 0;
}
