/* What the host tests share. Each test file is a program that ends with 0 when all holds. */
#ifndef HOST_H
#define HOST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(truth)                                                                                                 \
    do {                                                                                                             \
        if (!(truth)) {                                                                                              \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #truth);                                      \
            exit(1);                                                                                                 \
        }                                                                                                            \
    } while (0)

/* Random numbers by a seed that the test sets: the same on every machine. */
static uint64_t random_state __attribute__((unused));

static inline uint64_t below(uint64_t limit) {
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (random_state >> 33) % limit;
}

#endif
