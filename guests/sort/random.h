#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* The next number of xorshift64 after `*state`, which must not be 0. */
uint64_t random_next(uint64_t *state);

#endif
