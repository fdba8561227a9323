/*
 * The table of regions against a plain array of what each page is; taking and giving back by names. The pages that
 * are handed out are real ones, at addresses that the machine calls memory.
 */
#include <guest/kernel.h>
#include <memory/backing.h>
#include <memory/pages.h>
#include <memory/pmem.h>
#include <memory/small.h>

#include "host.h"

enum { MEMORY = 600, ROUNDS = 20000, NAMES = 9 };

static struct arch_boot boot;
static uint64_t memory;
static unsigned locked, smalls;
static bool is_small_empty;

/* ---- The rest of the kernel ---- */

void upcall_memory_lock(void) {
    CHECK(locked++ == 0);
}

void upcall_memory_unlock(void) {
    locked--;
}

bool backing_allows(const void *bytes, size_t count, bool write) {
    (void)count, (void)write;
    return bytes != NULL;
}

void *small_take(size_t size) {
    CHECK(locked == 1);
    if (is_small_empty)
        return NULL;
    smalls++;
    return malloc(size);
}

void small_give(void *given) {
    smalls--;
    free(given);
}

struct range arch_image(enum arch_part part) {
    static const struct range parts[] = {{0x100000, 0x110000}, {0x110000, 0x118000}, {0x118000, 0x130000}};

    return parts[part];
}

/* ---- Telling ---- */

static void is(uint64_t at, uint64_t start, uint64_t end, unsigned type, const char *name) {
    struct kernel_region region;

    CHECK(kernel_region_at(at, &region) == 0);
    if (region.start != start || region.end != end || region.type != type || strcmp(region.name, name) != 0)
        printf("at %lx: %lx-%lx %u %s\n", at, region.start, region.end, region.type, region.name);
    CHECK(region.start == start && region.end == end && region.type == type && strcmp(region.name, name) == 0);
}

static void the_machine_is_told(void) {
    /* What is reserved is so in whole pages, also in the midst of memory, and at the end of all addresses. */
    ranges_add(&boot.firmware, 0x9fc00, 0xa0000);
    ranges_add(&boot.firmware, 0xf0000, 0x100000);
    ranges_add(&boot.firmware, memory + 300 * PAGE_SIZE + 8, memory + 300 * PAGE_SIZE + 16);
    ranges_add(&boot.firmware, UINT64_MAX - 0xffff, UINT64_MAX);
    ranges_add(&boot.memory, memory, memory + MEMORY * (uint64_t)PAGE_SIZE);
    ranges_subtract(&boot.memory, memory + 300 * PAGE_SIZE, memory + 301 * PAGE_SIZE);
    pages_start(&boot.memory);
    pmem_start(&boot);
    for (int i = 0; i < 5; i++)
        CHECK(pages_take() == (void *)(memory + (uint64_t)i * PAGE_SIZE));
    pmem_keep_for_kernel();
    CHECK(pages_take() == (void *)(memory + 5 * PAGE_SIZE));

    is(0, 0, 0x10000, KERNEL_REGION_FIRMWARE, "first 64 KiB");
    is(0x10000, 0x9f000, 0xa0000, KERNEL_REGION_FIRMWARE, "firmware");
    is(0xfffff, 0xa0000, 0x100000, KERNEL_REGION_FIRMWARE, "screen and ROMs");
    is(0x10ffff, 0x100000, 0x110000, KERNEL_REGION_IMAGE, "code");
    is(0x110000, 0x110000, 0x118000, KERNEL_REGION_IMAGE, "constants");
    is(0x118000, 0x118000, 0x130000, KERNEL_REGION_IMAGE, "variables");
    is(0x130000, memory, memory + 5 * PAGE_SIZE, KERNEL_REGION_KERNEL, "kernel");
    is(memory + 5 * PAGE_SIZE, memory + 5 * PAGE_SIZE, memory + 6 * PAGE_SIZE, KERNEL_REGION_PAGES, "pages");
    is(memory + 6 * PAGE_SIZE, memory + 6 * PAGE_SIZE, memory + 300 * PAGE_SIZE, KERNEL_REGION_UNUSED, "unused");
    is(memory + 300 * PAGE_SIZE, memory + 300 * PAGE_SIZE, memory + 301 * PAGE_SIZE, KERNEL_REGION_FIRMWARE,
       "firmware");
    is(memory + 301 * PAGE_SIZE, memory + 301 * PAGE_SIZE, memory + MEMORY * PAGE_SIZE, KERNEL_REGION_UNUSED,
       "unused");
    is(memory + MEMORY * PAGE_SIZE, UINT64_MAX - 0xffff, UINT64_MAX - 0xfff, KERNEL_REGION_FIRMWARE, "firmware");
    CHECK(kernel_region_at(UINT64_MAX - 0xfff, &(struct kernel_region){0}) == -KERNEL_ESRCH);
    CHECK(kernel_region_at(0, NULL) == -KERNEL_EINVAL);
}

/* ---- Taking ---- */

static char owner[MEMORY]; /* 0: unused; else 1 + the number of the name */

static void check_table(void) {
    struct kernel_region region;

    for (uint64_t at = memory + 6 * PAGE_SIZE; at < memory + MEMORY * PAGE_SIZE; at = region.end) {
        CHECK(kernel_region_at(at, &region) == 0 && region.start == at && region.end > at);
        if (region.type == KERNEL_REGION_FIRMWARE)
            continue;
        for (uint64_t page = (at - memory) / PAGE_SIZE; page < (region.end - memory) / PAGE_SIZE; page++)
            CHECK(owner[page] == (region.type == KERNEL_REGION_TAKEN ? 1 + region.name[1] - '0' : 0));
    }
}

/* Where there is a place, and never where another is. */
static bool is_place(uint64_t size, uint64_t alignment, uint64_t limit) {
    for (uint64_t first = 6; first + size <= MEMORY; first++) {
        const uint64_t at = memory + first * PAGE_SIZE;
        uint64_t free = 0;
        while (free < size && owner[first + free] == 0 && first + free != 300)
            free++;
        if (free == size && at % alignment == 0 && at + size * PAGE_SIZE <= limit)
            return true;
    }
    return false;
}

static void take(const char *name, int number) {
    const uint64_t size = 1 + (uint64_t)(rand() % 120), alignment = (uint64_t)PAGE_SIZE << rand() % 8;
    const uint64_t limit = rand() % 2 == 0 ? UINT64_MAX : memory + (uint64_t)(rand() % MEMORY) * PAGE_SIZE;
    const size_t unused = pages_unused();
    const long at = kernel_region_take(name, size * PAGE_SIZE, alignment, limit);

    if (at < 0) {
        CHECK(at == -KERNEL_ENOMEM && pages_unused() == unused);
        CHECK(!pages_suffice(size, RESERVED_PAGES) || is_small_empty || !is_place(size, alignment, limit));
        return;
    }
    CHECK((uint64_t)at % alignment == 0 && (uint64_t)at + size * PAGE_SIZE <= limit);
    CHECK(pages_unused() == unused - size);
    for (uint64_t i = 0; i < size * PAGE_SIZE; i += sizeof(uint64_t))
        CHECK(*(uint64_t *)(at + (long)i) == 0);
    memset((void *)at, 0xff, size * PAGE_SIZE);
    char *const first = owner + ((uint64_t)at - memory) / PAGE_SIZE;
    for (uint64_t i = 0; i < size; i++) {
        CHECK(first[i] == 0 && first + i != owner + 300);
        first[i] = (char)(1 + number);
    }
    CHECK(kernel_region_take(name, PAGE_SIZE, PAGE_SIZE, UINT64_MAX) == -KERNEL_EINVAL);
}

static bool is_taken(int number) {
    return memchr(owner, 1 + number, sizeof owner) != NULL;
}

static void names_are_taken_and_given_back(void) {
    const size_t unused = pages_unused();
    char name[] = "r0";

    for (int round = 0; round < ROUNDS; round++) {
        const int number = rand() % NAMES;
        name[1] = (char)('0' + number);
        is_small_empty = rand() % 50 == 0;
        if (!is_taken(number)) {
            take(name, number);
            continue;
        }
        CHECK(kernel_region_give(name) == 0 && kernel_region_give(name) == -KERNEL_ESRCH);
        for (int page = 0; page < MEMORY; page++)
            owner[page] = owner[page] == 1 + number ? 0 : owner[page];
        if (round % 50 == 0)
            check_table();
    }
    for (name[1] = '0'; name[1] < '0' + NAMES; name[1]++)
        CHECK(kernel_region_give(name) == (is_taken(name[1] - '0') ? 0 : -KERNEL_ESRCH));
    CHECK(pages_unused() == unused && smalls == 0 && locked == 0);
}

int main(void) {
    srand(1);
    memory = (uint64_t)aligned_alloc(1 << 20, 3 << 20);
    the_machine_is_told();
    names_are_taken_and_given_back();
    return 0;
}
