/* How much faster this machine is with two threads than with one: prints the nanoseconds of both. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { TURNS = 30000000 };

static void *compute(void *argument) {
    volatile uint64_t *result = argument;
    uint64_t x = *result;

    for (long i = 0; i < TURNS; i++)
        x = x * 6364136223846793005 + 1442695040888963407;
    *result = x;
    return NULL;
}

static uint64_t now_ns(void) {
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

int main(void) {
    uint64_t a = 1, b = 2, begin = now_ns(), alone, together;
    pthread_t thread;

    compute(&a);
    compute(&b);
    alone = now_ns() - begin;
    begin = now_ns();
    if (pthread_create(&thread, NULL, compute, &b) != 0)
        return 1;
    compute(&a);
    pthread_join(thread, NULL);
    together = now_ns() - begin;
    printf("ideal %lu %lu\n", (unsigned long)alone, (unsigned long)together);
    return 0;
}
