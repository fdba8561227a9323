/*
 * While the timer's hook runs the primary thread stands still and others go on. Every thread is told of it, it can
 * wake them, and taking it away waits until it is over.
 * needs: threads
 * processors: 1 2 4
 * expect-exit: 0
 */
#include "thread.h"

static volatile uint64_t primary_count, at_begin, at_end, calls;
static uint64_t block = 4711;
static uint32_t word;

static void hook(void) {
    const uint64_t until = in_ms(2);
    uint64_t at_pointer;

    CHECK(kernel_thread_number() == 1);
    __asm__ volatile("movq %%fs:0, %0" : "=r"(at_pointer));
    CHECK(at_pointer == 4711);
    at_begin = primary_count;
    while (kernel_clock_monotonic_ns() < until)
        ;
    at_end = primary_count;
    CHECK(at_begin == at_end);
    calls++;
    __atomic_fetch_add(&word, 1, __ATOMIC_RELEASE);
    kernel_futex_wake(&word, UINT32_MAX);
}

static void waits_for_word(void *argument) {
    (void)argument;
    for (int i = 0; i < 5; i++) {
        const uint32_t now = __atomic_load_n(&word, __ATOMIC_ACQUIRE);
        while (__atomic_load_n(&word, __ATOMIC_ACQUIRE) == now)
            kernel_futex_wait(&word, now, UINT64_MAX);
    }
}

static void waits_for_event(void *argument) {
    (void)argument;
    for (int i = 0; i < 5; i++)
        CHECK(kernel_wait(KERNEL_TIMER, UINT64_MAX) == KERNEL_TIMER);
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable one, two, three;
    uint64_t seen;

    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_thread_pointer_set(&block) == 0);
    CHECK(kernel_timer_hook(hook, 5000000) == 0);
    start(&one, waits_for_word, NULL);
    start(&two, waits_for_event, NULL);
    start(&three, waits_for_event, NULL);
    while (calls < 10) {
        primary_count++;
        if (primary_count % 65536 == 0)
            kernel_thread_pin(0, UINT64_C(1) << primary_count / 65536 % kernel_processor_count());
    }
    join(&one);
    join(&two);
    join(&three);
    CHECK(kernel_timer_hook(NULL, 0) == 0);
    seen = calls;
    CHECK(kernel_wait(KERNEL_TIMER, in_ms(20)) == 0 && calls == seen);
    return 0;
}
