/*
 * A pinned thread runs on its processors and no other, also when it is moved while it waits, while it is ready and
 * while it runs.
 * needs: threads
 * processors: 1 3
 * expect-exit: 0
 */
#include "thread.h"

static uint32_t stop, word;
static unsigned count;

static void spins(void *argument) {
    unsigned long *seen = argument;

    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
        __atomic_fetch_or(seen, 1UL << kernel_processor(), __ATOMIC_RELAXED);
}

/* One that runs elsewhere is interrupted and goes. */
static void moves_others(void) {
    struct joinable thread;
    unsigned long seen = 0;
    uint64_t pinned;

    for (unsigned to = 0; to < count; to++) {
        start(&thread, spins, &seen);
        CHECK(kernel_thread_pin((unsigned)thread.number, UINT64_C(1) << to) == 0);
        CHECK(kernel_thread_pinned((unsigned)thread.number, &pinned) == 0 && pinned == UINT64_C(1) << to);
        while (!(__atomic_load_n(&seen, __ATOMIC_RELAXED) >> to & 1))
            kernel_wait(0, in_ms(1));
        /* It may not have seen the interrupt yet; once it is there it stays. */
        __atomic_store_n(&seen, 0, __ATOMIC_RELAXED);
        kernel_wait(0, in_ms(5));
        CHECK((__atomic_load_n(&seen, __ATOMIC_RELAXED) & ~(1UL << to)) == 0);
        stop = 1;
        join(&thread);
        stop = 0;
        seen = 0;
    }
}

static void moves_itself(void *argument) {
    (void)argument;
    for (unsigned round = 0; round < 50; round++) {
        const unsigned to = round % count;
        CHECK(kernel_thread_pin(0, UINT64_C(1) << to | UINT64_C(1) << 63) == 0);
        CHECK(kernel_processor() == to);
        kernel_thread_yield();
        CHECK(kernel_processor() == to);
    }
}

static void waits(void *argument) {
    CHECK(kernel_processor() == 0);
    while (__atomic_load_n(&word, __ATOMIC_RELAXED) == 0)
        kernel_futex_wait(&word, 0, UINT64_MAX);
    CHECK(kernel_processor() == *(unsigned *)argument);
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable itself[3], waiting;
    unsigned last;
    uint64_t pinned;

    (void)argc, (void)argv, (void)envp;
    count = kernel_processor_count();
    last = count - 1;
    CHECK(kernel_thread_pinned(0, &pinned) == 0 && pinned == (UINT64_C(1) << count) - 1);
    CHECK(kernel_thread_pin(0, UINT64_C(1) << 63) == -KERNEL_EINVAL && kernel_thread_pin(0, 0) == -KERNEL_EINVAL);
    CHECK(kernel_thread_pin(99, 1) == -KERNEL_ESRCH && kernel_thread_pinned(99, &pinned) == -KERNEL_ESRCH);
    for (int i = 0; i < 3; i++)
        start(&itself[i], moves_itself, NULL);
    for (int i = 0; i < 3; i++)
        join(&itself[i]);
    moves_others();
    start_on(&waiting, waits, &last, 1);
    kernel_wait(0, in_ms(10));
    CHECK(kernel_thread_pin((unsigned)waiting.number, UINT64_C(1) << last) == 0);
    __atomic_store_n(&word, 1, __ATOMIC_RELEASE);
    kernel_futex_wake(&word, 1);
    join(&waiting);
    return 0;
}
