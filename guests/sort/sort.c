/* Sorts as many random numbers as its argument says with qsort(), and checks the result. */
#include "random.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int compare(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

static uint64_t sum(const uint64_t *numbers, size_t count) {
    uint64_t total = 0;

    for (size_t i = 0; i < count; i++)
        total += numbers[i];
    return total;
}

int main(int argc, char **argv) {
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    uint64_t *numbers = calloc(count, sizeof *numbers);
    uint64_t state = 88172645463325252;
    uint64_t before;
    clock_t began;

    if (numbers == NULL) {
        fprintf(stderr, "%s: %zu numbers: %s\n", argv[0], count, strerror(errno));
        return 1;
    }
    for (size_t i = 0; i < count; i++)
        numbers[i] = random_next(&state);
    before = sum(numbers, count);

    began = clock();
    qsort(numbers, count, sizeof *numbers, compare);
    printf("%zu numbers sorted in %.3f s\n", count, (double)(clock() - began) / CLOCKS_PER_SEC);

    for (size_t i = 1; i < count; i++)
        if (numbers[i - 1] > numbers[i]) {
            printf("numbers %zu and %zu are out of order: %" PRIu64 ", %" PRIu64 "\n", i - 1, i, numbers[i - 1],
                   numbers[i]);
            return 1;
        }
    if (sum(numbers, count) != before) {
        printf("the sum changed\n");
        return 1;
    }
    printf("in order, sum kept\n");
    free(numbers);
    return 0;
}
