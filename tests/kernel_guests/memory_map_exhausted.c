/*
 * The last memory: mappings fail cleanly, holes can still be cut, and what comes back can be had again.
 * memory: 24M
 * expect-exit: 0
 */
#include <guest/kernel.h>

enum {
    MAX = 4096,
    SIZE = 1 << 20,
    RW = KERNEL_READ | KERNEL_WRITE,
};

static long at[MAX];

static int guest(int argc, char **argv, char **envp) {
    struct kernel_memory before = kernel_memory_count(), after;
    int count = 0;

    (void)argc, (void)argv, (void)envp;
    if (before.unused > before.total || before.total < (2 << 20))
        return 1;
    while ((at[count] = kernel_memory_map(0, SIZE, RW)) > 0)
        *(char *)at[count++] = 0x55;
    if (at[count] != -KERNEL_ENOMEM || count == 0 || (unsigned long)count < before.unused / SIZE - 1)
        return 2;
    for (long size = SIZE / 2; size >= 4096; size /= 2) {
        while (kernel_memory_map(0, (size_t)size, RW) > 0)
            ;
    }
    if (kernel_memory_map(0, 4096, RW) != -KERNEL_ENOMEM)
        return 3;
    for (int i = 0; i < count; i++) {
        if (kernel_memory_unmap((uintptr_t)at[i] + 4096, SIZE - 8192) != 0)
            return 4;
    }
    after = kernel_memory_count();
    if (after.unused < (uint64_t)count * (SIZE - 8192 - 4096))
        return 5;
    for (int i = 0; i < count; i++) {
        if (*(char *)at[i] != 0x55 || kernel_memory_map((uintptr_t)at[i] + 4096, SIZE - 8192, RW) != at[i] + 4096)
            return 6;
    }
    return 0;
}

_Noreturn void program_start(int argc, char **argv, char **envp) {
    kernel_exit(guest(argc, argv, envp));
}
