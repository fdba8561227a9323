/*
 * Two threads that never give the processor away both get on; one of lower priority does not.
 * kernel: geekos
 * expect-exit: 0
 */
#include "guest.h"

#include <geekos/kthread.h>
#include <geekos/timer.h>

static volatile unsigned long turns[3];
static volatile bool stop;

static void spin(unsigned long which) {
    while (!stop)
        turns[which]++;
}

static int guest(int argc, char **argv, char **envp) {
    struct Kernel_Thread *one, *two, *low;
    unsigned long start = g_numTicks;

    (void)argc, (void)argv, (void)envp;
    one = Start_Kernel_Thread(spin, 0, PRIORITY_NORMAL, false);
    two = Start_Kernel_Thread(spin, 1, PRIORITY_NORMAL, false);
    low = Start_Kernel_Thread(spin, 2, PRIORITY_LOW, false);
    while (g_numTicks - start < 40)
        ;
    CHECK(turns[2] == 0);
    stop = true;
    Join(one), Join(two), Join(low);
    CHECK(turns[0] > 0 && turns[1] > 0);
    return 0;
}
