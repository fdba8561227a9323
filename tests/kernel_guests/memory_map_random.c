/*
 * Thousands of mappings, holes and changes of access at random, against a model of every page; now and then there is
 * too little memory, and then nothing has changed.
 * kernel: geekos
 * memory: 18M
 * machine: microvm
 * expect-console: some were refused
 * expect-exit: 0
 */
#include "guest.h"

#include <arch/arch.h>
#include <geekos/mem.h>

enum {
    PAGES = 8192,
    ROUNDS = 6000,
    UNMAPPED = -1,
    RW = KERNEL_READ | KERNEL_WRITE,
};

static const uint64_t BASE = ARCH_MAPS + (UINT64_C(1) << 30);

/* Of each page what may be done with it, and what its first byte is. */
static signed char s_access[PAGES];
static unsigned char s_value[PAGES];

static uint32_t random_below(uint32_t limit) {
    static uint64_t state = 12345;

    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(state >> 33) % limit;
}

static volatile unsigned char *page(int index) {
    return (volatile unsigned char *)(BASE + (uint64_t)index * PAGE_SIZE);
}

/* Where it may be touched, a page is what the model says, and then something new. */
static void visit(int index) {
    if (s_access[index] < KERNEL_READ)
        return;
    CHECK(*page(index) == s_value[index]);
    CHECK(s_value[index] != 0 || *(volatile uint64_t *)(page(index) + 2048) == 0);
    if (s_access[index] & KERNEL_WRITE)
        *page(index) = s_value[index] = (unsigned char)(1 + random_below(255));
}

static bool all_unmapped(int first, int count) {
    for (int i = first; i < first + count; i++) {
        if (s_access[i] != UNMAPPED)
            return false;
    }
    return true;
}

static bool all_mapped(int first, int count) {
    for (int i = first; i < first + count; i++) {
        if (s_access[i] == UNMAPPED)
            return false;
    }
    return true;
}

static unsigned s_refused;

static void map(int first, int count, unsigned access) {
    const bool free = all_unmapped(first, count);
    const long at = kernel_memory_map((uint64_t)page(first), (size_t)count * PAGE_SIZE, access);

    if (at < 0) {
        CHECK(at == -KERNEL_ENOMEM);
        s_refused++;
        return;
    }
    CHECK(free == (at == (long)page(first)));
    if (!free) {
        CHECK((uint64_t)at < BASE || (uint64_t)at >= BASE + PAGES * (uint64_t)PAGE_SIZE);
        CHECK(kernel_memory_unmap((uint64_t)at, (size_t)count * PAGE_SIZE) == 0);
        return;
    }
    for (int i = first; i < first + count; i++) {
        s_access[i] = (signed char)access;
        s_value[i] = 0;
    }
}

static void unmap(int first, int count) {
    CHECK(kernel_memory_unmap((uint64_t)page(first), (size_t)count * PAGE_SIZE) == 0);
    for (int i = first; i < first + count; i++)
        s_access[i] = UNMAPPED;
}

static void protect(int first, int count, unsigned access) {
    const int result = kernel_memory_protect((uint64_t)page(first), (size_t)count * PAGE_SIZE, access);

    if (result < 0) {
        CHECK(result == -KERNEL_ENOMEM);
        s_refused += all_mapped(first, count);
        return;
    }
    CHECK(all_mapped(first, count));
    for (int i = first; i < first + count; i++)
        s_access[i] = (signed char)access;
}

static void act(void) {
    static const unsigned accesses[] = {0, KERNEL_READ, RW, RW, RW | KERNEL_EXECUTE};
    const unsigned access = accesses[random_below(5)];
    int first = (int)random_below(PAGES), count = 1 + (int)random_below(random_below(4) == 0 ? 3000 : 40);

    if (random_below(3) == 0) {
        first &= -512;
        count = (count + 511) & -512;
    }
    if (count > PAGES - first)
        count = PAGES - first;
    switch (random_below(3)) {
    case 0:
        map(first, count, access);
        break;
    case 1:
        unmap(first, count);
        break;
    default:
        protect(first, count, access);
    }
}

static int guest(int argc, char **argv, char **envp) {
    size_t free;

    (void)argc, (void)argv, (void)envp;
    __builtin_memset(s_access, UNMAPPED, sizeof s_access);
    for (int i = 0; i < PAGES; i += 512) {
        CHECK(kernel_memory_map((uint64_t)page(i), PAGE_SIZE, RW) > 0); /* page tables, to count without them */
        unmap(i, 1);
    }
    free = Count_Free_Pages();
    for (int round = 0; round < ROUNDS; round++) {
        act();
        for (int i = 0; i < 50; i++)
            visit((int)random_below(PAGES));
    }
    for (int i = 0; i < PAGES; i++)
        visit(i);
    unmap(0, PAGES);
    print("%u were refused; %zu pages free of %zu\n", s_refused, Count_Free_Pages(), free);
    CHECK(s_refused > 10);
    print("some were refused\n");
    CHECK(Count_Free_Pages() + 2048 / 512 * 4 >= free);
    return 0;
}
