/*
 * More input than any buffer holds arrives whole, because the line holds the sender back.
 * kernel: geekos
 * input-count: 5000
 * expect-console: 5000 bytes, sum 122500
 * expect-exit: 0
 */
#include "guest.h"

#include <geekos/timer.h>

static int guest(int argc, char **argv, char **envp) {
    unsigned char piece[100];
    long count = 0, sum = 0, got;

    (void)argc, (void)argv, (void)envp;
    while ((got = kernel_console_read(piece, sizeof piece)) > 0) {
        for (long i = 0; i < got; i++)
            sum += piece[i] - '0';
        count += got;
        Micro_Delay(100);
    }
    print("%ld bytes, sum %ld\n", count, sum);
    return 0;
}
