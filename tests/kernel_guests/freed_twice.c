/*
 * kernel: geekos
 * expect-panic: the kernel's heap did not give it, or it is free already
 */
#include "guest.h"

#include <geekos/malloc.h>

static int guest(int argc, char **argv, char **envp) {
    void *memory = Malloc(100);

    (void)argc, (void)argv, (void)envp;
    Free(memory);
    Free(memory);
    return 0;
}
