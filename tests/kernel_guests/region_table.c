/*
 * The table of regions: ascending, none over another, the image where it is, and just the memory that is counted.
 * memory: 48M
 * processors: 1 2
 * expect-exit: 0
 */
#include <stdbool.h>

#include "guest.h"

#define TYPES (KERNEL_REGION_TAKEN + 1)

enum { RW = KERNEL_READ | KERNEL_WRITE };

static int variable = 1;
static const int constant = 2;

static bool is_named(const struct kernel_region *region, const char *name) {
    size_t i = 0;

    while (name[i] != '\0' && region->name[i] == name[i])
        i++;
    return region->name[i] == name[i];
}

static struct kernel_region region_of(const volatile void *address) {
    struct kernel_region region;

    CHECK(kernel_region_at((uint64_t)address, &region) == 0);
    CHECK(region.start <= (uint64_t)address && (uint64_t)address < region.end);
    return region;
}

static void image_is_where_it_is(void) {
    const struct kernel_region code = region_of((void *)image_is_where_it_is);
    const struct kernel_region constants = region_of(&constant), variables = region_of(&variable);

    CHECK(code.type == KERNEL_REGION_IMAGE && is_named(&code, "code") && code.start == 0x100000);
    CHECK(constants.type == KERNEL_REGION_IMAGE && is_named(&constants, "constants") && constants.start == code.end);
    CHECK(variables.type == KERNEL_REGION_IMAGE && is_named(&variables, "variables") &&
          variables.start == constants.end);
}

static void below_one_mib(void) {
    struct kernel_region region;

    CHECK(kernel_region_at(0, &region) == 0 && region.start == 0 && region.end == 0x10000);
    CHECK(region.type == KERNEL_REGION_FIRMWARE && is_named(&region, "first 64 KiB"));
    CHECK(kernel_region_at(0xb8000, &region) == 0 && region.end == 0x100000);
    CHECK(region.type == KERNEL_REGION_FIRMWARE && is_named(&region, "screen and ROMs"));
}

/* The bytes of each type. */
static void count(uint64_t *bytes) {
    struct kernel_region region;
    uint64_t at = 0;
    int result;

    __builtin_memset(bytes, 0, TYPES * sizeof *bytes);
    while ((result = kernel_region_at(at, &region)) == 0) {
        CHECK(region.start >= at && region.end > region.start);
        CHECK((region.start | region.end) % KERNEL_PAGE_SIZE == 0);
        CHECK(region.type >= KERNEL_REGION_FIRMWARE && region.type < TYPES && region.name[0] != '\0');
        bytes[region.type] += region.end - region.start;
        at = region.end;
    }
    CHECK(result == -KERNEL_ESRCH);
}

static void is_what_is_counted(void) {
    uint64_t before[TYPES], after[TYPES];
    struct kernel_memory memory;

    count(before);
    memory = kernel_memory_count();
    CHECK(before[KERNEL_REGION_KERNEL] + before[KERNEL_REGION_PAGES] + before[KERNEL_REGION_UNUSED] == memory.total);
    CHECK(before[KERNEL_REGION_TAKEN] == 0 && before[KERNEL_REGION_KERNEL] != 0);
    CHECK(before[KERNEL_REGION_UNUSED] <= memory.unused);
    CHECK(memory.unused <= before[KERNEL_REGION_UNUSED] + before[KERNEL_REGION_PAGES]);

    CHECK(kernel_memory_map(0, 8 << 20, RW) > 0);
    count(after);
    CHECK(after[KERNEL_REGION_PAGES] >= before[KERNEL_REGION_PAGES] + (8 << 20));
    CHECK(after[KERNEL_REGION_KERNEL] == before[KERNEL_REGION_KERNEL]);
    CHECK(after[KERNEL_REGION_FIRMWARE] == before[KERNEL_REGION_FIRMWARE]);
    CHECK(after[KERNEL_REGION_PAGES] + after[KERNEL_REGION_UNUSED] ==
          before[KERNEL_REGION_PAGES] + before[KERNEL_REGION_UNUSED]);
}

static void refuses(void) {
    struct kernel_region region = {.start = 5};

    CHECK(kernel_region_at(0, NULL) == -KERNEL_EINVAL);
    CHECK(kernel_region_at(0, (struct kernel_region *)&constant) == -KERNEL_EINVAL);
    CHECK(kernel_region_at(UINT64_MAX, &region) == -KERNEL_ESRCH && region.start == 5);
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    below_one_mib();
    image_is_where_it_is();
    is_what_is_counted();
    refuses();
    return 0;
}
