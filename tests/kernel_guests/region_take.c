/*
 * A region that a program takes is where it was asked for, zero, and nobody else's, until it is given back.
 * memory: 64M
 * processors: 1 2
 * expect-exit: 0
 */
#include <stdbool.h>

#include "guest.h"

enum { MIB = 1 << 20, RW = KERNEL_READ | KERNEL_WRITE };

static bool is_all(const uint64_t *words, size_t size, uint64_t value) {
    for (size_t i = 0; i < size / sizeof *words; i++) {
        if (words[i] != value)
            return false;
    }
    return true;
}

static void fill(uint64_t *words, size_t size, uint64_t value) {
    for (size_t i = 0; i < size / sizeof *words; i++)
        words[i] = value;
}

static bool is_named(const struct kernel_region *region, const char *name) {
    size_t i = 0;

    while (name[i] != '\0' && region->name[i] == name[i])
        i++;
    return region->name[i] == name[i];
}

static uint64_t *taken(const char *name, size_t size, size_t alignment, uint64_t limit) {
    const long at = kernel_region_take(name, size, alignment, limit);
    struct kernel_region region;

    CHECK(at > 0 && (uint64_t)at % alignment == 0 && (uint64_t)at + size <= limit);
    CHECK(is_all((uint64_t *)at, size, 0));
    CHECK(kernel_region_at((uint64_t)at, &region) == 0);
    CHECK(region.start == (uint64_t)at && region.end == (uint64_t)at + size);
    CHECK(region.type == KERNEL_REGION_TAKEN && is_named(&region, name));
    return (uint64_t *)at;
}

static void refuses(void) {
    const uint64_t before = kernel_memory_count().unused;
    char longest[KERNEL_REGION_NAME], too_long[KERNEL_REGION_NAME + 1];

    __builtin_memset(longest, 'x', sizeof longest - 1);
    __builtin_memset(too_long, 'x', sizeof too_long - 1);
    longest[sizeof longest - 1] = too_long[sizeof too_long - 1] = '\0';
    CHECK(kernel_region_take("a", 0, 4096, UINT64_MAX) == -KERNEL_EINVAL);
    CHECK(kernel_region_take("a", 100, 4096, UINT64_MAX) == -KERNEL_EINVAL);
    CHECK(kernel_region_take("a", 4096, 0, UINT64_MAX) == -KERNEL_EINVAL);
    CHECK(kernel_region_take("a", 4096, 64, UINT64_MAX) == -KERNEL_EINVAL);
    CHECK(kernel_region_take("a", 4096, 3 * 4096, UINT64_MAX) == -KERNEL_EINVAL);
    CHECK(kernel_region_take("", 4096, 4096, UINT64_MAX) == -KERNEL_EINVAL);
    CHECK(kernel_region_take(NULL, 4096, 4096, UINT64_MAX) == -KERNEL_EINVAL);
    CHECK(kernel_region_take(too_long, 4096, 4096, UINT64_MAX) == -KERNEL_EINVAL);
    CHECK(kernel_region_take("a", 1 << 30, 4096, UINT64_MAX) == -KERNEL_ENOMEM);
    CHECK(kernel_region_take("a", -4096UL, 4096, UINT64_MAX) == -KERNEL_ENOMEM);
    CHECK(kernel_region_take("a", 4096, (size_t)1 << 63, UINT64_MAX) == -KERNEL_ENOMEM);
    CHECK(kernel_region_take("a", 4096, 4096, 0x10000) == -KERNEL_ENOMEM);
    CHECK(kernel_region_take("a", 4096, 4096, 0) == -KERNEL_ENOMEM);
    CHECK(kernel_region_give("a") == -KERNEL_ESRCH);
    CHECK(kernel_region_give("") == -KERNEL_EINVAL && kernel_region_give(NULL) == -KERNEL_EINVAL);
    taken(longest, 4096, 4096, UINT64_MAX);
    CHECK(kernel_region_take(longest, 4096, 4096, UINT64_MAX) == -KERNEL_EINVAL);
    CHECK(kernel_region_give(longest) == 0 && kernel_region_give(longest) == -KERNEL_ESRCH);
    CHECK(before - kernel_memory_count().unused <= KERNEL_PAGE_SIZE); /* the kernel's heap may have grown */
}

/* With other memory around it that is used as well. */
static void is_its_own(void) {
    uint64_t *const device = taken("device", 3 * 4096, 4096, 16 * MIB);
    const long mapped = kernel_memory_map(0, 5 * MIB, RW);
    uint64_t *const table = taken("table", 6 * MIB, 2 * MIB, UINT64_MAX);
    const long heap = kernel_heap_move(3 * MIB);

    CHECK(mapped > 0 && heap > 0);
    fill(device, 3 * 4096, 1);
    fill((uint64_t *)mapped, 5 * MIB, 2);
    fill(table, 6 * MIB, 3);
    fill((uint64_t *)heap, 3 * MIB, 4);
    CHECK(is_all(device, 3 * 4096, 1) && is_all((uint64_t *)mapped, 5 * MIB, 2));
    CHECK(is_all(table, 6 * MIB, 3) && is_all((uint64_t *)heap, 3 * MIB, 4));
    CHECK(kernel_console_write(table, 0) == 0 && kernel_console_read(table, 0) == 0);
    CHECK(kernel_region_give("device") == 0);
    CHECK(is_all(table, 6 * MIB, 3) && kernel_region_give("table") == 0);
    CHECK(kernel_memory_unmap((uintptr_t)mapped, 5 * MIB) == 0 && kernel_heap_move(-3 * MIB) > 0);
}

/* None is lost, however often; and none is there twice. */
static void comes_back(void) {
    const uint64_t before = kernel_memory_count().unused;

    for (size_t round = 1; round <= 40; round++) {
        const size_t size = round * 37 * 4096;
        uint64_t *const first = taken("first", size, 4096 << round % 10, UINT64_MAX);
        uint64_t *const second = taken("second", size, 4096, UINT64_MAX);
        CHECK(kernel_memory_count().unused == before - 2 * size);
        fill(first, size, round);
        fill(second, size, ~round);
        CHECK(is_all(first, size, round));
        CHECK(kernel_region_give(round % 2 == 0 ? "first" : "second") == 0);
        CHECK(kernel_region_give(round % 2 == 0 ? "second" : "first") == 0);
        CHECK(kernel_memory_count().unused == before);
    }
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    refuses();
    is_its_own();
    comes_back();
    return 0;
}
