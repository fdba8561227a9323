/*
 * The last memory: regions are refused cleanly, and what came back in pages, in any order, can be had in one piece.
 * memory: 40M
 * processors: 1 2
 * expect-exit: 0
 */
#include "guest.h"

enum { PAGES = 16384, SIZE = 1 << 20, TABLE = 2 << 20, RW = KERNEL_READ | KERNEL_WRITE };

#define FIRST UINT64_C(0x10000000000) /* the lowest address that kernels map at */

static uintptr_t page[PAGES];

static const char *name_of(unsigned number) {
    static char name[KERNEL_REGION_NAME];

    format_into(name, sizeof name, "region %u", number);
    return name;
}

/* As many as there are, of one size. */
static unsigned take_all(size_t size, unsigned first) {
    unsigned number = first;
    long at;

    while ((at = kernel_region_take(name_of(number), size, KERNEL_PAGE_SIZE, UINT64_MAX)) > 0) {
        *(volatile unsigned *)at = number++;
        CHECK(*(volatile unsigned *)(at + KERNEL_PAGE_SIZE - sizeof number) == 0);
    }
    CHECK(at == -KERNEL_ENOMEM);
    return number - first;
}

static void all_are_taken_and_given_back(void) {
    const uint64_t unused = kernel_memory_count().unused;
    unsigned large = take_all(SIZE, 0), small;

    CHECK(large >= unused / SIZE - 3);
    small = take_all(KERNEL_PAGE_SIZE, large);
    CHECK(small > 0 && kernel_memory_map(0, SIZE, RW) == -KERNEL_ENOMEM);
    CHECK(kernel_memory_count().unused < 64 * KERNEL_PAGE_SIZE);
    for (unsigned number = 0; number < large + small; number++)
        CHECK(kernel_region_give(name_of((number * 7919) % (large + small))) == 0);
    CHECK(kernel_memory_count().unused + 64 * KERNEL_PAGE_SIZE > unused);
}

/* Page tables stay where they are: they are not to be in the midst of what is taken later. */
static void make_tables(void) {
    for (uintptr_t at = FIRST; at < FIRST + PAGES * (uintptr_t)KERNEL_PAGE_SIZE; at += TABLE) {
        CHECK(kernel_memory_map(at, KERNEL_PAGE_SIZE, RW) == (long)at);
        CHECK(kernel_memory_unmap(at, KERNEL_PAGE_SIZE) == 0);
    }
}

/* Taken page by page, and given back now from one end, now from the other. */
static void pages_become_one_piece(void) {
    unsigned count = 0;
    uint64_t unused;
    size_t size;

    while (count < PAGES && (long)(page[count] = (uintptr_t)kernel_memory_map(0, KERNEL_PAGE_SIZE, RW)) > 0)
        *(uintptr_t *)page[count++] = ~UINT64_C(0);
    CHECK(count < PAGES && count > 2000);
    CHECK(kernel_region_take("whole", KERNEL_PAGE_SIZE, KERNEL_PAGE_SIZE, UINT64_MAX) == -KERNEL_ENOMEM);
    for (unsigned i = 0; i < count; i++)
        CHECK(kernel_memory_unmap(page[i % 2 == 0 ? i / 2 : count - 1 - i / 2], KERNEL_PAGE_SIZE) == 0);
    unused = kernel_memory_count().unused;
    for (size = unused & -(uint64_t)SIZE; kernel_region_take("whole", size, KERNEL_PAGE_SIZE, UINT64_MAX) < 0;)
        size -= SIZE;
    print("%lu of %lu KiB in one piece\n", size >> 10, unused >> 10);
    CHECK(size >= unused / 4 * 3);
    CHECK(kernel_memory_count().unused == unused - size && kernel_region_give("whole") == 0);
    CHECK(kernel_memory_count().unused == unused);
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    make_tables();
    all_are_taken_and_given_back();
    pages_become_one_piece();
    all_are_taken_and_given_back();
    return 0;
}
