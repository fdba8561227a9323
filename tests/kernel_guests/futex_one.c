/*
 * Waiting for a word: it looks first, ends in time, is ended by the timer's hook, and is refused where nothing could
 * end it.
 * expect-exit: 0
 */
#include "guest.h"

static volatile uint32_t word = 7;
static const uint32_t *const address = (const uint32_t *)&word;
static volatile unsigned woken;

static void wakes(void) {
    word = 8;
    woken += kernel_futex_wake(address, 1);
}

static void wakes_another(void) {
    static uint32_t other;

    woken += kernel_futex_wake(&other, UINT32_MAX);
}

static uint64_t in_ms(uint64_t ms) {
    return kernel_clock_monotonic_ns() + ms * 1000000;
}

static int guest(int argc, char **argv, char **envp) {
    const uint64_t start = kernel_clock_monotonic_ns();

    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_futex_wait(address, 6, UINT64_MAX) == -KERNEL_EAGAIN);
    CHECK(kernel_futex_wait(address, 7, 0) == -KERNEL_ETIMEDOUT);
    CHECK(kernel_futex_wait(address, 7, start + 60000000) == -KERNEL_ETIMEDOUT);
    CHECK(kernel_clock_monotonic_ns() >= start + 60000000);
    CHECK(kernel_futex_wait((const uint32_t *)((const char *)address + 2), 7, 0) == -KERNEL_EINVAL);
    CHECK(kernel_futex_wait(NULL, 7, 0) == -KERNEL_EINVAL);
    CHECK(kernel_futex_wake(address, 1) == 0 && kernel_futex_wake(NULL, 1) == 0);

    CHECK(kernel_futex_wait(address, 7, UINT64_MAX) == -KERNEL_EDEADLK);
    CHECK(kernel_timer_hook(wakes_another, 10000000) == 0);
    CHECK(kernel_futex_wait(address, 7, in_ms(50)) == -KERNEL_ETIMEDOUT && woken == 0);
    CHECK(kernel_timer_hook(wakes, 30000000) == 0);
    while (word == 7) {
        const int result = kernel_futex_wait(address, 7, UINT64_MAX);
        CHECK(result == 0 || (result == -KERNEL_EAGAIN && word == 8));
    }
    CHECK(word == 8 && woken <= 1);
    return 0;
}
