/*
 * Two threads wake each other in turns, on one processor and on two; no wake-up is lost.
 * needs: threads
 * processors: 1 2 4
 * expect-exit: 0
 */
#include "thread.h"

enum { TURNS = 200 };

static uint32_t turn;

static void plays(void *argument) {
    const uint32_t mine = (uint32_t)(uint64_t)argument;

    for (uint32_t i = mine; i < 2 * TURNS; i += 2) {
        uint32_t now;
        while ((now = __atomic_load_n(&turn, __ATOMIC_ACQUIRE)) != i)
            kernel_futex_wait(&turn, now, UINT64_MAX);
        __atomic_store_n(&turn, i + 1, __ATOMIC_RELEASE);
        kernel_futex_wake(&turn, 1);
    }
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable one, two;
    const unsigned last = kernel_processor_count() - 1;

    (void)argc, (void)argv, (void)envp;
    start_on(&one, plays, (void *)0, 1);
    start_on(&two, plays, (void *)1, UINT64_C(1) << last);
    join(&one);
    join(&two);
    CHECK(turn == 2 * TURNS);
    return 0;
}
