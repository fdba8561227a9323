/*
 * expect-panic: null pointer: read at 0x18
 * expect-console: guest+
 */
#include "guest.h"

struct thing {
    long a, b, c, d;
};

static int guest(int argc, char **argv, char **envp) {
    struct thing *volatile nothing = NULL;

    (void)argc, (void)argv, (void)envp;
    return (int)nothing->d;
}
