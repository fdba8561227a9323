/*
 * How much faster this host is with two threads than with one: prints the nanoseconds of both, each the best of many
 * turns that alternate.
 *
 * ideal [TURNS]
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { STEPS = 30000000 };

static void *compute(void *argument) {
    volatile uint64_t *result = argument;
    uint64_t x = *result;

    for (long i = 0; i < STEPS; i++)
        x = x * 6364136223846793005 + 1442695040888963407;
    *result = x;
    return NULL;
}

static uint64_t now_ns(void) {
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static uint64_t a = 1, b = 2;

static uint64_t alone(void) {
    const uint64_t begin = now_ns();

    compute(&a);
    compute(&b);
    return now_ns() - begin;
}

static uint64_t together(void) {
    const uint64_t begin = now_ns();
    pthread_t thread;

    if (pthread_create(&thread, NULL, compute, &b) != 0)
        exit(1);
    compute(&a);
    pthread_join(thread, NULL);
    return now_ns() - begin;
}

static uint64_t least(uint64_t one, uint64_t other) {
    return one < other ? one : other;
}

int main(int argc, char **argv) {
    const long turns = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
    uint64_t best_alone = UINT64_MAX, best_together = UINT64_MAX;

    for (long i = 0; i < turns; i++) {
        best_alone = least(best_alone, alone());
        best_together = least(best_together, together());
    }
    printf("ideal %lu %lu\n", (unsigned long)best_alone, (unsigned long)best_together);
    return 0;
}
