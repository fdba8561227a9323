/*
 * The last that could still wake somebody is told that nobody could wake it; a time or another thread that runs makes
 * the difference.
 * needs: threads
 * processors: 1 2
 * expect-exit: 0
 */
#include "thread.h"

static uint32_t word, other;

static void waits(void *argument) {
    (void)argument;
    while (__atomic_load_n(&word, __ATOMIC_RELAXED) == 0)
        kernel_futex_wait(&word, 0, UINT64_MAX);
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable one, two;
    uint32_t zero = 0;

    (void)argc, (void)argv, (void)envp;
    start(&one, waits, NULL);
    start(&two, waits, NULL);
    CHECK(kernel_wait(0, in_ms(20)) == 0);
    CHECK(kernel_futex_wait(&zero, 0, in_ms(10)) == -KERNEL_ETIMEDOUT);
    while (kernel_futex_wait(&other, 0, UINT64_MAX) == 0)
        ;
    CHECK(kernel_futex_wait(&other, 0, UINT64_MAX) == -KERNEL_EDEADLK);
    __atomic_store_n(&word, 1, __ATOMIC_RELAXED);
    CHECK(kernel_futex_wake(&word, 1) == 1 && kernel_futex_wake(&word, 7) == 1 && kernel_futex_wake(&word, 7) == 0);
    join(&one);
    join(&two);
    return 0;
}
