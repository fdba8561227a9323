/*
 * A lock that is made of a word and its waiters lets one thread in at a time, however many contend.
 * needs: threads
 * processors: 1 2 3 8
 * expect-exit: 0
 */
#include "thread.h"

enum { THREADS = 6, ROUNDS = 3000 };

static struct joinable threads[THREADS];
static uint32_t word, atomic;
static unsigned long plain;

static void body(void *argument) {
    (void)argument;
    for (int i = 0; i < ROUNDS; i++) {
        lock(&word);
        plain++;
        unlock(&word);
        __atomic_fetch_add(&atomic, 1, __ATOMIC_RELAXED);
        if (i % 64 == 0)
            kernel_thread_yield();
    }
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    for (int i = 0; i < THREADS; i++)
        start(&threads[i], body, NULL);
    for (int i = 0; i < THREADS; i++)
        join(&threads[i]);
    CHECK(atomic == THREADS * ROUNDS && plain == THREADS * ROUNDS && word == 0);
    return 0;
}
