/* Random sets of ranges against a plain array of flags. */
#include <portable/ranges.h>

#include "host.h"

enum { UNIVERSE = 200, ROUNDS = 20000 };

static char member[UNIVERSE];

static void compare(const struct ranges *ranges) {
    char seen[UNIVERSE] = {0};

    for (unsigned i = 0; i < ranges->count; i++) {
        CHECK(ranges->range[i].base < ranges->range[i].end && ranges->range[i].end <= UNIVERSE);
        CHECK(i == 0 || ranges->range[i - 1].end < ranges->range[i].base);
        memset(seen + ranges->range[i].base, 1, ranges->range[i].end - ranges->range[i].base);
    }
    CHECK(memcmp(seen, member, UNIVERSE) == 0);
}

static void random_steps(void) {
    struct ranges ranges = {0};

    for (int round = 0; round < ROUNDS; round++) {
        const unsigned base = (unsigned)rand() % UNIVERSE, end = base + (unsigned)rand() % 40;
        const unsigned limit = end > UNIVERSE ? UNIVERSE : end;
        /* Far from full: what a full set leaves out is tested below. */
        if (ranges.count > RANGES_MAX - 4 || rand() % 2 == 0) {
            ranges_subtract(&ranges, base, limit);
            memset(member + base, 0, limit - base);
        } else {
            ranges_add(&ranges, base, limit);
            memset(member + base, 1, limit - base);
        }
        compare(&ranges);
    }
}

static void full_set(void) {
    struct ranges ranges = {0};

    for (uint64_t i = 0; i < RANGES_MAX + 10; i++)
        ranges_add(&ranges, 100 - 2 * i, 101 - 2 * i);
    CHECK(ranges.count == RANGES_MAX && !ranges_add(&ranges, 0, 1));
    CHECK(ranges_add(&ranges, 0, 200));
    CHECK(ranges.count == 1);
}

static void aligning(void) {
    struct ranges ranges = {0};

    ranges_add(&ranges, 0x1001, 0x2fff);
    ranges_add(&ranges, 0x3001, 0x6000);
    ranges_add(&ranges, 0x7000, 0x8001);
    ranges_add(&ranges, UINT64_MAX - 10, UINT64_MAX);
    ranges_align(&ranges, 0x1000);
    CHECK(ranges.count == 2);
    CHECK(ranges.range[0].base == 0x4000 && ranges.range[0].end == 0x6000);
    CHECK(ranges.range[1].base == 0x7000 && ranges.range[1].end == 0x8000);
}

static void touching(void) {
    struct ranges ranges = {0};

    ranges_add(&ranges, 10, 20);
    ranges_add(&ranges, 30, 40);
    CHECK(ranges_touch(&ranges, (struct range){20, 22}) && ranges_touch(&ranges, (struct range){28, 30}));
    CHECK(ranges_touch(&ranges, (struct range){0, 100}) && !ranges_touch(&ranges, (struct range){21, 29}));
}

static void placing(void) {
    const struct range range = {0x3000, 0x9000};

    CHECK(ranges_place(range, 0x1000, 0x1000, UINT64_MAX) == 0x8000);
    CHECK(ranges_place(range, 0x6000, 0x1000, UINT64_MAX) == 0x3000);
    CHECK(ranges_place(range, 0x2000, 0x4000, UINT64_MAX) == 0x4000);
    CHECK(ranges_place(range, 0x1000, 0x1000, 0x5800) == 0x4000);
    CHECK(ranges_place(range, 0x7000, 0x1000, UINT64_MAX) == 0 && ranges_place(range, 0x1000, 0x1000, 0x3fff) == 0);
    CHECK(ranges_place(range, 0x1000, 0x10000, UINT64_MAX) == 0 && ranges_place(range, -1UL, 1, UINT64_MAX) == 0);
    CHECK(ranges_place(range, 0x1000, 0x1000, 0x1000) == 0);
}

int main(void) {
    srand(1);
    random_steps();
    full_set();
    aligning();
    touching();
    placing();
    return 0;
}
