/*
 * Thousands of regions and mappings at random, each full of its own number: none ever holds another's.
 * memory: 24M
 * machine: microvm
 * processors: 1 2
 * expect-console: some were refused
 * expect-exit: 0
 */
#include "guest.h"

enum { OWNERS = 48, ROUNDS = 4000, RW = KERNEL_READ | KERNEL_WRITE };

/* The odd are regions, the even mappings. */
static struct { uint64_t at, size, value; } owner[OWNERS];

static unsigned refused;

static uint32_t random_below(uint32_t limit) {
    static uint64_t state = 4711;

    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(state >> 33) % limit;
}

static const char *name_of(unsigned number) {
    static char name[KERNEL_REGION_NAME];

    format_into(name, sizeof name, "%u", number);
    return name;
}

static volatile uint64_t *first_word(unsigned number, uint64_t page) {
    return (volatile uint64_t *)(owner[number].at + page * KERNEL_PAGE_SIZE);
}

static void take(unsigned number, uint64_t value) {
    const size_t size = KERNEL_PAGE_SIZE * (1 + random_below(random_below(5) == 0 ? 1200 : 30));
    const size_t alignment = (size_t)KERNEL_PAGE_SIZE << random_below(11);
    const long at = number % 2 == 0 ? kernel_memory_map(0, size, RW)
                                    : kernel_region_take(name_of(number), size, alignment, UINT64_MAX);

    if (at < 0) {
        CHECK(at == -KERNEL_ENOMEM);
        refused++;
        return;
    }
    CHECK(number % 2 == 0 || (size_t)at % alignment == 0);
    owner[number].at = (uint64_t)at;
    owner[number].size = size;
    owner[number].value = value;
    for (uint64_t page = 0; page < size / KERNEL_PAGE_SIZE; page++) {
        CHECK(*first_word(number, page) == 0);
        *first_word(number, page) = value;
    }
}

static void give(unsigned number) {
    for (uint64_t page = 0; page < owner[number].size / KERNEL_PAGE_SIZE; page++)
        CHECK(*first_word(number, page) == owner[number].value);
    if (number % 2 == 0)
        CHECK(kernel_memory_unmap(owner[number].at, owner[number].size) == 0);
    else
        CHECK(kernel_region_give(name_of(number)) == 0);
    owner[number].size = 0;
}

/* Regions that are taken, and no others, are in the table. */
static void compare(void) {
    struct kernel_region region;
    uint64_t seen = 0, taken = 0;

    for (uint64_t at = 0; kernel_region_at(at, &region) == 0; at = region.end)
        seen += region.type == KERNEL_REGION_TAKEN ? region.end - region.start : 0;
    for (unsigned number = 1; number < OWNERS; number += 2)
        taken += owner[number].size;
    CHECK(seen == taken);
}

static int guest(int argc, char **argv, char **envp) {
    const uint64_t unused = kernel_memory_count().unused;

    (void)argc, (void)argv, (void)envp;
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        const unsigned number = random_below(OWNERS);
        if (owner[number].size != 0)
            give(number);
        else
            take(number, round);
        if (round % 100 == 0)
            compare();
    }
    for (unsigned number = 0; number < OWNERS; number++) {
        if (owner[number].size != 0)
            give(number);
    }
    CHECK(refused > 10);
    print("some were refused\n");
    CHECK(kernel_memory_count().unused + 32 * KERNEL_PAGE_SIZE > unused); /* page tables stay */
    return 0;
}
