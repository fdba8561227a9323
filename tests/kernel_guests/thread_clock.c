/*
 * Time never runs backwards, from whichever processors it is read; threads are charged for what they use.
 * needs: threads
 * processors: 1 4
 * expect-exit: 0
 */
#include "thread.h"

enum { THREADS = 4, READINGS = 20000 };

static uint64_t latest;

static void reads(void *argument) {
    (void)argument;
    for (int i = 0; i < READINGS; i++) {
        const uint64_t before = __atomic_load_n(&latest, __ATOMIC_SEQ_CST), now = kernel_clock_monotonic_ns();
        uint64_t told = before;
        CHECK(now >= before);
        while (told < now &&
               !__atomic_compare_exchange_n(&latest, &told, now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            ;
    }
}

static void sleeps(void *argument) {
    const uint64_t used = kernel_clock_thread_ns(), until = in_ms(100);

    (void)argument;
    CHECK(kernel_wait(0, until) == 0 && kernel_clock_monotonic_ns() >= until);
    CHECK(kernel_clock_thread_ns() - used < 60000000);
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable threads[THREADS];
    const uint64_t busy = kernel_clock_busy_ns();

    (void)argc, (void)argv, (void)envp;
    for (int i = 0; i < THREADS; i++)
        start(&threads[i], reads, NULL);
    for (int i = 0; i < THREADS; i++)
        join(&threads[i]);
    CHECK(kernel_clock_busy_ns() > busy);
    for (int i = 0; i < THREADS; i++)
        start(&threads[i], sleeps, NULL);
    for (int i = 0; i < THREADS; i++)
        join(&threads[i]);
    return 0;
}
