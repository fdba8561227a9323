/*
 * A bounded queue between producers and consumers, then a broadcast.
 * kernel: geekos
 * expect-exit: 0
 */
#include "guest.h"

#include <geekos/synch.h>

enum { ROOM = 4, ITEMS = 1000 };

static struct Mutex mutex;
static struct Condition not_empty, not_full, go;
static int queue[ROOM], first, count, woken;
static long sum;
static bool gone;

static void produce(unsigned long arg) {
    for (int i = 1; i <= ITEMS; i++) {
        Mutex_Lock(&mutex);
        while (count == ROOM)
            Cond_Wait(&not_full, &mutex);
        queue[(first + count++) % ROOM] = i;
        Cond_Signal(&not_empty);
        Mutex_Unlock(&mutex);
    }
    (void)arg;
}

static void consume(unsigned long arg) {
    for (int i = 0; i < ITEMS; i++) {
        Mutex_Lock(&mutex);
        while (count == 0)
            Cond_Wait(&not_empty, &mutex);
        sum += queue[first];
        first = (first + 1) % ROOM;
        count--;
        Cond_Signal(&not_full);
        Mutex_Unlock(&mutex);
    }
    (void)arg;
}

static void sleeper(unsigned long arg) {
    (void)arg;
    Mutex_Lock(&mutex);
    while (!gone)
        Cond_Wait(&go, &mutex);
    woken++;
    Mutex_Unlock(&mutex);
}

static void run(Thread_Start_Func *functions, int threads) {
    struct Kernel_Thread *thread[4];

    for (int i = 0; i < threads; i++)
        thread[i] = Start_Kernel_Thread(functions[i], 0, i == 0 ? PRIORITY_HIGH : PRIORITY_NORMAL, false);
    if (functions[0] == sleeper) {
        Yield();
        Mutex_Lock(&mutex);
        gone = true;
        Cond_Broadcast(&go);
        Mutex_Unlock(&mutex);
    }
    for (int i = 0; i < threads; i++)
        Join(thread[i]);
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    run((Thread_Start_Func[]){produce, consume, produce, consume}, 4);
    CHECK(sum == 2L * ITEMS * (ITEMS + 1) / 2 && count == 0);
    run((Thread_Start_Func[]){sleeper, sleeper, sleeper}, 3);
    CHECK(woken == 3);
    return 0;
}
