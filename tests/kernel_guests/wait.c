/*
 * Waiting for a time takes that long and leaves the processor idle; waiting for input ends when there is some.
 * input: \x16\x04x\n
 * expect-exit: 0
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    uint64_t start = kernel_clock_monotonic_ns(), busy = kernel_clock_busy_ns(), end;
    char bytes[8];

    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_wait(0, 0) == 0 && kernel_wait(0, start) == 0);
    CHECK(kernel_wait(0, start + 205000000) == 0);
    end = kernel_clock_monotonic_ns();
    CHECK(end - start >= 205000000);
    CHECK(end - start - (kernel_clock_busy_ns() - busy) >= 100000000);
    start = kernel_clock_monotonic_ns();
    CHECK(kernel_wait(0, start + 300000) == 0);
    CHECK(kernel_clock_monotonic_ns() - start >= 300000);

    CHECK(kernel_wait(KERNEL_CONSOLE_INPUT | KERNEL_TIMER, UINT64_MAX) == KERNEL_CONSOLE_INPUT);
    CHECK(kernel_console_read(bytes, 1) == 1 && bytes[0] == 4);
    CHECK(kernel_wait(KERNEL_CONSOLE_INPUT, UINT64_MAX) == KERNEL_CONSOLE_INPUT);
    CHECK(kernel_console_read(bytes, 1) == 1 && bytes[0] == 'x');
    while (kernel_wait(KERNEL_CONSOLE_INPUT, UINT64_MAX) == KERNEL_CONSOLE_INPUT) {
        if (kernel_console_read(bytes, sizeof bytes) == 0 || bytes[0] == '\n')
            break;
    }
    CHECK(kernel_wait(KERNEL_CONSOLE_INPUT, kernel_clock_monotonic_ns() + 30000000) == 0);
    return 0;
}
