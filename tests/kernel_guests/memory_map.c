/*
 * What a program maps is zero, its own, and gone when it is unmapped, whole or in parts.
 * kernel: geekos
 * memory: 64M
 * expect-exit: 0
 */
#include "guest.h"

#include <geekos/mem.h>

enum {
    MIB = 1 << 20,
    RW = KERNEL_READ | KERNEL_WRITE,
};

static bool is_all(const char *bytes, long count, char value) {
    while (count-- != 0) {
        if (*bytes++ != value)
            return false;
    }
    return true;
}

static uint64_t map(uint64_t address, long size, unsigned access) {
    const long got = kernel_memory_map(address, (size_t)size, access);

    CHECK(got > 0 && got % KERNEL_PAGE_SIZE == 0);
    return (uint64_t)got;
}

static void refuses(void) {
    CHECK(kernel_memory_map(0, 0, RW) == -KERNEL_EINVAL);
    CHECK(kernel_memory_map(0, 100, RW) == -KERNEL_EINVAL);
    CHECK(kernel_memory_map(0, MIB, 8) == -KERNEL_EINVAL);
    CHECK(kernel_memory_map(0, 100 * MIB, RW) == -KERNEL_ENOMEM);
    CHECK(kernel_memory_map(0, (size_t)1 << 46, 0) == -KERNEL_ENOMEM);
    CHECK(kernel_memory_unmap((uintptr_t)refuses & ~4095UL, 4096) == -KERNEL_EINVAL);
    CHECK(kernel_memory_unmap(UINT64_C(0x10000000000), 100) == -KERNEL_EINVAL);
    CHECK(kernel_memory_protect(UINT64_C(0x10000000000), 4096, RW) == -KERNEL_ENOMEM);
    CHECK(kernel_memory_protect((uintptr_t)refuses & ~4095UL, 4096, RW) == -KERNEL_ENOMEM);
    CHECK(kernel_memory_protect(UINT64_C(0x10000000000), 4096, 8) == -KERNEL_EINVAL);
}

/* Page tables stay, so the count is of memory after the first round. */
static void gives_back(long size) {
    size_t free = 0;

    for (int round = 0; round < 20; round++) {
        uint64_t at = map(0, size, RW);
        CHECK(size < 2 * MIB || at % LARGE_PAGE_SIZE == 0);
        CHECK(is_all((char *)at, size, 0));
        __builtin_memset((char *)at, 0xff, (size_t)size);
        CHECK(kernel_memory_unmap(at, (size_t)size) == 0);
        CHECK(round == 0 || Count_Free_Pages() == free);
        free = Count_Free_Pages();
    }
}

static void trims(void) {
    const uint64_t at = map(0, 8 * MIB, RW), rest = at + 3 * MIB;
    const size_t free = Count_Free_Pages();

    __builtin_memset((char *)at, 0x55, 8 * MIB);
    CHECK(kernel_memory_unmap(at, 3 * MIB) == 0);
    CHECK(kernel_memory_unmap(rest + MIB, 4 * MIB) == 0);
    CHECK(Count_Free_Pages() + 2 >= free + 7 * MIB / PAGE_SIZE);
    CHECK(is_all((char *)rest, MIB, 0x55));
    CHECK(kernel_memory_map(rest, MIB, RW) != (long)rest);
    CHECK(map(rest + MIB, MIB, RW) == rest + MIB);
    CHECK(is_all((char *)rest + MIB, MIB, 0));
    CHECK(map(at + 2 * MIB, 4096, RW) == at + 2 * MIB);
    /* Over holes, and what the second map() above got. */
    CHECK(kernel_memory_unmap(at, 16 * MIB) == 0);
    CHECK(kernel_console_write((char *)rest, 1) == -KERNEL_EINVAL);
}

static void protects(void) {
    const uint64_t at = map(0, 6 * MIB, 0);
    const size_t free = Count_Free_Pages();

    CHECK(kernel_console_write((char *)at, 1) == -KERNEL_EINVAL);
    CHECK(kernel_memory_protect(at + MIB, 4 * MIB, RW) == 0);
    CHECK(free - Count_Free_Pages() >= 4 * MIB / PAGE_SIZE);
    CHECK(is_all((char *)at + MIB, 4 * MIB, 0));
    __builtin_memset((char *)at + MIB, 0x77, 4 * MIB);
    CHECK(kernel_memory_protect(at + 2 * MIB, 4096, KERNEL_READ) == 0);
    CHECK(kernel_console_read((char *)at + 2 * MIB, 1) == -KERNEL_EINVAL);
    CHECK(kernel_memory_protect(at, 6 * MIB, 0) == 0);
    CHECK(kernel_console_write((char *)at + 2 * MIB, 1) == -KERNEL_EINVAL);
    CHECK(kernel_memory_protect(at, 6 * MIB, RW) == 0);
    CHECK(is_all((char *)at, MIB, 0) && is_all((char *)at + MIB, 4 * MIB, 0x77) &&
          is_all((char *)at + 5 * MIB, MIB, 0));
    CHECK(kernel_memory_protect(at, 7 * MIB, KERNEL_READ) == -KERNEL_ENOMEM);
    *(char *)at = 1;
    CHECK(kernel_memory_unmap(at, 6 * MIB) == 0);
}

/* Far more addresses than memory; what is not there costs no time. */
static void reserves(void) {
    const uint64_t size = UINT64_C(1) << 39, at = map(0, (long)size, 0);

    CHECK(kernel_memory_protect(at + size / 2 + 4096, 4096, RW) == 0);
    *(char *)(at + size / 2 + 4096) = 1;
    CHECK(kernel_memory_protect(at, size, RW) == -KERNEL_ENOMEM);
    CHECK(kernel_memory_protect(at, size, 0) == 0);
    CHECK(kernel_console_write((char *)at + size / 2 + 4096, 1) == -KERNEL_EINVAL);
    CHECK(kernel_memory_unmap(at, size) == 0);
}

/* Large pages, cut by access and given back in pieces. */
static void cuts(void) {
    const uint64_t at = map(0, 4 * MIB, RW);

    CHECK(at % LARGE_PAGE_SIZE == 0);
    __builtin_memset((char *)at, 0x33, 4 * MIB);
    CHECK(kernel_memory_protect(at + 4096, 2 * MIB, KERNEL_READ) == 0);
    CHECK(is_all((char *)at, 4 * MIB, 0x33));
    *(volatile char *)at = 1;
    ((volatile char *)at)[2 * MIB + 4096] = 1;
    for (long offset = 0; offset < 4 * MIB; offset += 4096)
        CHECK(kernel_memory_unmap(at + (uint64_t)offset, 4096) == 0);
}

static void executes(void) {
    static const unsigned char answer[] = {0xb8, 42, 0, 0, 0, 0xc3};
    const uint64_t at = map(0, 4096, RW | KERNEL_EXECUTE);

    __builtin_memcpy((char *)at, answer, sizeof answer);
    CHECK(((int (*)(void))at)() == 42);
    CHECK(kernel_memory_unmap(at, 4096) == 0);
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    refuses();
    gives_back(4096);
    gives_back(MIB);
    gives_back(5 * MIB);
    trims();
    protects();
    cuts();
    reserves();
    executes();
    return 0;
}
