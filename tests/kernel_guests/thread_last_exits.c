/*
 * expect-panic: the last thread of the program ended without kernel_exit
 */
#include "guest.h"

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    kernel_thread_exit(NULL);
}
