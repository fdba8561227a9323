/*
 * kernel: geekos
 * expect-exit: 0
 */
#include "guest.h"

#include <geekos/mem.h>

static bool is_zero(const char *bytes, long count) {
    while (count-- != 0) {
        if (*bytes++ != 0)
            return false;
    }
    return true;
}

static int guest(int argc, char **argv, char **envp) {
    char *start = (char *)kernel_heap_move(0), *at = start;
    size_t free;

    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_heap_move(8) == -KERNEL_EINVAL);
    CHECK(kernel_heap_move(-16) == -KERNEL_EINVAL);
    CHECK(kernel_heap_move(INT64_MAX & ~15L) == -KERNEL_ENOMEM);
    CHECK(kernel_heap_move(1L << 38) == -KERNEL_ENOMEM);
    CHECK((char *)kernel_heap_move(0) == start);
    for (long step = 16; step < 10 << 20; step *= 3, step &= ~15L) {
        CHECK((char *)kernel_heap_move(step) == at);
        CHECK(is_zero(at, step));
        __builtin_memset(at, 0xff, (size_t)step);
        at += step;
    }
    /* What is given back and taken again reads as zero. */
    free = Count_Free_Pages();
    CHECK((char *)kernel_heap_move(start - at + 32) == at);
    CHECK(Count_Free_Pages() > free);
    CHECK((char *)kernel_heap_move(at - start - 32) == start + 32);
    CHECK(start[31] == (char)0xff && is_zero(start + 32, at - start - 32));
    CHECK((char *)kernel_heap_move(start - at) == at);
    CHECK((char *)kernel_heap_move(0) == start);
    return 0;
}
