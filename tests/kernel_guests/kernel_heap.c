/*
 * kernel: geekos
 * expect-exit: 0
 */
#include "guest.h"

#include <geekos/malloc.h>

static int guest(int argc, char **argv, char **envp) {
    void *block[100], *big;

    (void)argc, (void)argv, (void)envp;
    for (size_t i = 0; i < 100; i++) {
        block[i] = Malloc(i * 37 + 1);
        CHECK(block[i] != NULL && (uintptr_t)block[i] % 16 == 0);
        __builtin_memset(block[i], (int)i, i * 37 + 1);
    }
    for (size_t i = 0; i < 100; i++)
        CHECK(((unsigned char *)block[i])[i * 37] == i);
    for (size_t i = 0; i < 100; i += 2)
        Free(block[i]);
    for (size_t i = 1; i < 100; i += 2)
        Free(block[i]);
    /* All of it is one again. */
    big = Malloc(150000);
    CHECK(big == block[0]);
    CHECK(Malloc(0) == NULL && Malloc(SIZE_MAX) == NULL && Malloc(1L << 40) == NULL);
    return 0;
}
