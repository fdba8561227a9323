/*
 * The thread pointer is the FS base, in the timer's hook as well, and keeps through sleeps and interrupts.
 * expect-exit: 0
 */
#include "guest.h"

static uint64_t block[2] = {41, 42};
static volatile uint64_t seen;
static volatile unsigned calls, number;

static uint64_t at_thread_pointer(void) {
    uint64_t value;

    __asm__ volatile("movq %%fs:0, %0" : "=r"(value));
    return value;
}

static void hook(void) {
    seen = at_thread_pointer();
    number = kernel_thread_number();
    calls++;
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_thread_pointer_set(&block[0]) == 0 && at_thread_pointer() == 41);
    CHECK(kernel_thread_pointer_set((void *)0x0001000000000000) == -KERNEL_EINVAL && at_thread_pointer() == 41);
    CHECK(kernel_thread_pointer_set(&block[1]) == 0);
    CHECK(kernel_timer_hook(hook, 10000000) == 0);
    while (calls < 3)
        CHECK(at_thread_pointer() == 42);
    CHECK(seen == 42 && number == 1);
    CHECK(kernel_wait(0, kernel_clock_monotonic_ns() + 30000000) == 0 && at_thread_pointer() == 42);
    return 0;
}
