/*
 * kernel: geekos
 * expect-exit: 0
 */
#include "guest.h"

#include <geekos/synch.h>
#include <geekos/timer.h>

enum { THREADS = 4, ROUNDS = 2000 };

static struct Mutex mutex;
static volatile long sum;
static volatile int inside;

static void add(unsigned long arg) {
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        Mutex_Lock(&mutex);
        CHECK(inside++ == 0 && Is_Held(&mutex));
        const long old = sum;
        if (i % 100 == 0)
            Yield();
        sum = old + 1;
        inside--;
        Mutex_Unlock(&mutex);
    }
}

static int guest(int argc, char **argv, char **envp) {
    struct Kernel_Thread *thread[THREADS];

    (void)argc, (void)argv, (void)envp;
    g_Quantum = 1;
    for (int i = 0; i < THREADS; i++)
        thread[i] = Start_Kernel_Thread(add, 0, PRIORITY_NORMAL, false);
    for (int i = 0; i < THREADS; i++)
        Join(thread[i]);
    CHECK(sum == THREADS * ROUNDS && !Is_Held(&mutex));
    return 0;
}
