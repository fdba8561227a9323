/*
 * Threads that share a processor take turns without being asked, and each keeps its registers: those of SSE and x87
 * and the thread pointer among them.
 * needs: threads
 * processors: 1 2
 * expect-exit: 0
 */
#include "thread.h"

enum { THREADS = 4 };

static uint64_t blocks[THREADS];
static volatile uint32_t turns[THREADS];
static uint32_t stop;

static void computes(void *argument) {
    const uint64_t index = (uint64_t)argument;
    const double expected = (double)index + 0.5;
    double x = expected, y = -expected;
    long double z = (long double)index + 0.25L;
    uint64_t at_pointer;

    blocks[index] = index + 100;
    CHECK(kernel_thread_pointer_set(&blocks[index]) == 0);
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        __asm__ volatile("" : "+x"(x), "+x"(y), "+t"(z));
        CHECK(x == expected && y == -expected && z == (long double)index + 0.25L);
        __asm__ volatile("movq %%fs:0, %0" : "=r"(at_pointer));
        CHECK(at_pointer == index + 100);
        turns[index]++;
    }
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable threads[THREADS];

    (void)argc, (void)argv, (void)envp;
    for (uint64_t i = 0; i < THREADS; i++)
        start(&threads[i], computes, (void *)i);
    for (int round = 0; round < 3; round++) {
        uint32_t before[THREADS];
        for (int i = 0; i < THREADS; i++)
            before[i] = turns[i];
        for (int i = 0; i < THREADS; i++) {
            while (turns[i] == before[i])
                kernel_wait(0, in_ms(5));
        }
    }
    stop = 1;
    for (int i = 0; i < THREADS; i++)
        join(&threads[i]);
    return 0;
}
