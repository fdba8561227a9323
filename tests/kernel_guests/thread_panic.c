/*
 * A panic on one processor stops all others, wherever they are, and is printed once; here two panic at once.
 * needs: threads
 * processors: 3
 * expect-panic: division by zero
 * expect-console: processor
 * expect-console: of 3
 */
#include "thread.h"

static uint32_t ready;
static volatile unsigned computed;

static void divides(void *argument) {
    (void)argument;
    __atomic_fetch_add(&ready, 1, __ATOMIC_RELAXED);
    while (__atomic_load_n(&ready, __ATOMIC_RELAXED) < 2)
        ;
    __asm__ volatile("xorl %%ecx, %%ecx; xorl %%edx, %%edx; divl %%ecx" : : : "rax", "rcx", "rdx", "cc");
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable one, two;

    (void)argc, (void)argv, (void)envp;
    start_on(&one, divides, NULL, 2);
    start_on(&two, divides, NULL, 4);
    for (computed = 0; one.number != 0; computed++)
        ;
    return 0;
}
