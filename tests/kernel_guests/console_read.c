/*
 * Ctrl-V takes the next byte as it is; Ctrl-D ends the input for good.
 * input: one\n\x16\x04two\x16\x16\n\x04after
 * expect-console: 3: 6f 6e 65 0a 04 74 77 6f 16 0a, end
 * expect-exit: 0
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    unsigned char all[64], piece[3];
    long count = 0, got;

    (void)argc, (void)argv, (void)envp;
    CHECK(kernel_console_read((void *)(uintptr_t)guest, 1) == -KERNEL_EINVAL);
    while ((got = kernel_console_read(piece, sizeof piece)) > 0) {
        CHECK(got <= 3);
        for (long i = 0; i < got; i++)
            all[count++] = piece[i];
    }
    CHECK(got == 0 && kernel_console_read(piece, sizeof piece) == 0);
    print("3:");
    for (long i = 0; i < count; i++)
        print(" %02x", all[i]);
    print(", end\n");
    return 0;
}
