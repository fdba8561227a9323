/*
 * expect-panic: null pointer: execution at 0
 * expect-console: caller+
 */
#include "guest.h"

static __attribute__((noipa)) int caller(int (*volatile function)(void)) {
    return function() + 1;
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    return caller(NULL);
}
