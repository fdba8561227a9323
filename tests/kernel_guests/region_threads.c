/*
 * Threads take and give regions on all processors at once, one of them with the others' memory.
 * needs: threads
 * memory: 48M
 * processors: 1 2 4
 * expect-exit: 0
 */
#include "thread.h"

enum { THREADS = 4, ROUNDS = 50, RW = KERNEL_READ | KERNEL_WRITE };

static void use(void *argument) {
    const unsigned mine = (unsigned)(uint64_t)argument;
    char name[KERNEL_REGION_NAME];

    format_into(name, sizeof name, "of thread %u", mine);
    for (unsigned round = 1; round <= ROUNDS; round++) {
        const size_t size = (1 + (mine * 7 + round * 13) % 200) * KERNEL_PAGE_SIZE;
        const long at = kernel_region_take(name, size, KERNEL_PAGE_SIZE << round % 6, UINT64_MAX);
        const long mapped = kernel_memory_map(0, size, RW);
        CHECK(at > 0 && mapped > 0);
        for (size_t offset = 0; offset < size; offset += KERNEL_PAGE_SIZE) {
            *(volatile unsigned *)(at + (long)offset) = mine;
            *(volatile unsigned *)(mapped + (long)offset) = ~mine;
        }
        kernel_thread_yield();
        for (size_t offset = 0; offset < size; offset += KERNEL_PAGE_SIZE)
            CHECK(*(volatile unsigned *)(at + (long)offset) == mine);
        CHECK(kernel_region_take(name, size, KERNEL_PAGE_SIZE, UINT64_MAX) == -KERNEL_EINVAL);
        CHECK(kernel_region_give(name) == 0);
        CHECK(kernel_memory_unmap((uintptr_t)mapped, size) == 0);
    }
}

/* A stack of the program's own may be in a region. */
static void stand_there(void *argument) {
    volatile char here = 1;

    CHECK((uint64_t)&here - (uint64_t)argument < 0x4000 && here == 1);
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable threads[THREADS];
    const long stack = kernel_region_take("stack", 0x4000, KERNEL_PAGE_SIZE, UINT64_MAX);
    struct kernel_thread how = {
        .entry = stand_there, .argument = (void *)stack, .stack = (void *)stack, .stack_size = 0x4000};

    (void)argc, (void)argv, (void)envp;
    CHECK(stack > 0 && kernel_thread_start(&how) > 0);
    for (uint64_t i = 0; i < THREADS; i++)
        start(&threads[i], use, (void *)i);
    for (int i = 0; i < THREADS; i++)
        join(&threads[i]);
    return 0;
}
