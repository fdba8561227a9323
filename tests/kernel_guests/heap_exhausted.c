/*
 * All memory goes to the heap, the refusal changes nothing, and the guest can go on.
 * memory: 4M
 * expect-exit: 0
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    long taken = 0, end = kernel_heap_move(0);

    (void)argc, (void)argv, (void)envp;
    for (long step = 1 << 20; step >= 16; step /= 2) {
        while (kernel_heap_move(step) >= 0)
            taken += step;
        CHECK(kernel_heap_move(step) == -KERNEL_ENOMEM);
    }
    CHECK(kernel_heap_move(0) == end + taken);
    CHECK(taken > 1 << 20);
    *(volatile char *)(end + taken - 1) = 1;
    CHECK(kernel_heap_move(-taken) == end + taken);
    CHECK(kernel_heap_move(1 << 20) == end);
    return 0;
}
