/*
 * The contract alone, without the kernel's other names.
 * memory: 2M
 * expect-console: hello, bare metal
 * expect-exit: 42
 */
#include <guest/kernel.h>

_Noreturn void program_start(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    kernel_console_write("hello, bare metal\n", 18);
    kernel_exit(42);
}
