/*
 * Threads that compute in SSE registers, x87 and the red zone do not see each other.
 * kernel: geekos
 * expect-exit: 0
 */
#include "guest.h"

#include <geekos/kthread.h>
#include <geekos/timer.h>

static volatile int wrong;
static volatile unsigned long rounds[2];

/* Keeps a value in xmm7, in st(0) and below the stack pointer, and looks whether it stays. */
static void compute(unsigned long which) {
    const unsigned long start = g_numTicks, pattern = 0x1111111111111111 * (which + 1);
    unsigned long sse, below, x87 = which + 5, loaded;

    while (g_numTicks - start < 60) {
        __asm__ volatile("movq %3, %%xmm7; movq %3, -64(%%rsp); fildll %4; mov $20000, %%ecx; 1: dec %%ecx; jnz 1b;"
                         "movq %%xmm7, %0; movq -64(%%rsp), %1; fistpll %2"
                         : "=&r"(sse), "=&r"(below), "=m"(loaded)
                         : "r"(pattern), "m"(x87)
                         : "rcx", "cc", "memory");
        if (sse != pattern || below != pattern || loaded != x87)
            wrong++;
        rounds[which]++;
    }
}

static int guest(int argc, char **argv, char **envp) {
    struct Kernel_Thread *one, *two;

    (void)argc, (void)argv, (void)envp;
    g_Quantum = 1;
    one = Start_Kernel_Thread(compute, 0, PRIORITY_NORMAL, false);
    two = Start_Kernel_Thread(compute, 1, PRIORITY_NORMAL, false);
    Join(one), Join(two);
    CHECK(rounds[0] > 0 && rounds[1] > 0);
    CHECK(wrong == 0);
    return 0;
}
