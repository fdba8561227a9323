/*
 * The timer's hook goes on when the primary thread has ended, on whichever processor that was.
 * needs: threads
 * processors: 1 2 3
 * expect-exit: 0
 */
#include "thread.h"

enum { CALLS = 3 };

static uint32_t calls;

static void hook(void) {
    __atomic_fetch_add(&calls, 1, __ATOMIC_RELEASE);
    kernel_futex_wake(&calls, 1);
}

static void waits_for_calls(void *argument) {
    uint32_t seen;

    (void)argument;
    while ((seen = __atomic_load_n(&calls, __ATOMIC_ACQUIRE)) < CALLS) {
        const int result = kernel_futex_wait(&calls, seen, UINT64_MAX);
        CHECK(result == 0 || result == -KERNEL_EAGAIN);
    }
    kernel_exit(0);
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable other;

    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_thread_pin(0, UINT64_C(1) << (kernel_processor_count() - 1)) == 0);
    start_on(&other, waits_for_calls, NULL, UINT64_C(1) << (kernel_processor_count() - 1));
    CHECK(kernel_timer_hook(hook, 20000000) == 0);
    kernel_thread_exit(NULL);
}
