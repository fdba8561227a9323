/* The Fibonacci number that its argument names, computed in two ways that have to agree. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t by_adding(unsigned n) {
    uint64_t current = 0, next = 1;

    while (n-- > 0) {
        uint64_t sum = current + next;

        current = next;
        next = sum;
    }
    return current;
}

/* F(2k) = F(k) (2 F(k+1) - F(k)) and F(2k+1) = F(k)^2 + F(k+1)^2: returns F(n), sets `next` to F(n+1). */
static uint64_t by_doubling(unsigned n, uint64_t *next) {
    uint64_t a, b, even, odd;

    if (n == 0) {
        *next = 1;
        return 0;
    }
    a = by_doubling(n / 2, &b);
    even = a * (2 * b - a);
    odd = a * a + b * b;
    *next = n % 2 == 0 ? odd : even + odd;
    return n % 2 == 0 ? even : odd;
}

int main(int argc, char **argv) {
    char *rest = "";
    unsigned long n = argc > 1 ? strtoul(argv[1], &rest, 10) : 42;
    uint64_t next, added;

    /* F(93) is the last that 64 bits hold. */
    if (*rest != '\0' || n > 93) {
        fprintf(stderr, "%s: `%s` is not a number from 0 to 93\n", argv[0], argv[1]);
        return 64;
    }
    added = by_adding((unsigned)n);
    if (added != by_doubling((unsigned)n, &next)) {
        fprintf(stderr, "%s: adding and doubling disagree\n", argv[0]);
        return 70;
    }
    printf("Fibonacci: %" PRIu64 "\n", added);
    return 0;
}
