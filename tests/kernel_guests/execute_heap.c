/*
 * expect-panic: execution of memory that is not code at 0x
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    unsigned char *bytes = (unsigned char *)kernel_heap_move(4096);

    (void)argc, (void)argv, (void)envp;
    bytes[0] = 0xc3; /* ret */
    ((void (*)(void))(uintptr_t)bytes)();
    return 0;
}
