/*
 * How many instructions from the kernel's entry to the program; the timestamp counts them under icount.
 * kernel: geekos
 * qemu: -icount shift=0,sleep=off
 * loader: env.A=b -- one two
 * expect-console: instructions from kernel entry to program:
 * expect-exit: 0
 */
#include "guest.h"

#include <arch/arch.h>

static int guest(int argc, char **argv, char **envp) {
    const uint64_t cost = arch_timestamp() - arch_entry_timestamp;

    (void)argc, (void)argv, (void)envp;
    print("instructions from kernel entry to program: %lu\n", cost);
    return cost > 200000;
}
