/*
 * What may only be read is not written.
 * expect-panic: write
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    const long at = kernel_memory_map(0, 1 << 20, KERNEL_READ);

    (void)argc, (void)argv, (void)envp;
    CHECK(at > 0 && *(char *)at == 0);
    *(volatile char *)at = 1;
    return 0;
}
