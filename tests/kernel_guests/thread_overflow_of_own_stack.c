/*
 * A stack of the program's own, with a page below it that may not be touched.
 * needs: threads
 * expect-panic: stack overflow of the diver: write at
 */
#include "thread.h"

static __attribute__((noinline)) int dive(int depth) {
    volatile char room[512];

    room[0] = (char)depth;
    return depth < 0 ? 0 : dive(depth + 1) + room[0];
}

static void overflows(void *argument) {
    (void)argument;
    dive(0);
}

static int guest(int argc, char **argv, char **envp) {
    const long memory = kernel_memory_map(0, STACK + KERNEL_PAGE_SIZE, KERNEL_READ | KERNEL_WRITE);
    const struct kernel_thread diver = {
        .entry = overflows, .stack = (char *)memory + KERNEL_PAGE_SIZE, .stack_size = STACK, .name = "the diver"};

    (void)argc, (void)argv, (void)envp;
    CHECK(memory > 0 && kernel_memory_protect((uintptr_t)memory, KERNEL_PAGE_SIZE, 0) == 0);
    CHECK(kernel_thread_start(&diver) == 2);
    kernel_wait(0, UINT64_MAX);
    return 0;
}
