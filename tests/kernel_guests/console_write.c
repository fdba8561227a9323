/*
 * expect-console: end of a lot
 * expect-exit: 0
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    static char line[81];
    char untouched[20000];

    (void)argc, (void)argv, (void)envp;
    __builtin_memset(line, 'x', 79);
    line[79] = '\n';
    CHECK(kernel_console_write(NULL, 1) == -KERNEL_EINVAL);
    CHECK(kernel_console_write(line, SIZE_MAX) == -KERNEL_EINVAL);
    CHECK(kernel_console_write((const char *)kernel_heap_move(0), 1) == -KERNEL_EINVAL);
    CHECK(kernel_console_write(NULL, 0) == 0);
    /* A stack that is not mapped yet can be read nevertheless. */
    __asm__ volatile("" : "=m"(untouched));
    CHECK(kernel_console_write(untouched, 1) == 1);
    for (int i = 0; i < 2000; i++)
        CHECK(kernel_console_write(line, 80) == 80);
    print("\nend of a lot\n");
    return 0;
}
