/*
 * kernel: geekos
 * expect-panic: stack overflow of thread 3: write at 0x
 */
#include "guest.h"

#include <geekos/kthread.h>

static __attribute__((noinline)) unsigned long dive(unsigned long depth) {
    volatile char room[1000];

    room[0] = (char)depth;
    return depth == -1UL ? 0 : dive(depth + 1) + (unsigned long)room[0];
}

static void thread(unsigned long arg) {
    dive(arg);
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return Join(Start_Kernel_Thread(thread, 0, PRIORITY_NORMAL, false));
}
