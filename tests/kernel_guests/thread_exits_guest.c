/*
 * Any thread ends the guest, from any processor, while the others compute.
 * needs: threads
 * processors: 1 4
 * expect-exit: 77
 */
#include "thread.h"

static void spins(void *argument) {
    (void)argument;
    for (;;)
        ;
}

static void exits(void *argument) {
    (void)argument;
    kernel_exit(77);
}

static int guest(int argc, char **argv, char **envp) {
    struct joinable threads[3], last;

    (void)argc, (void)argv, (void)envp;
    for (int i = 0; i < 3; i++)
        start(&threads[i], spins, NULL);
    start_on(&last, exits, NULL, UINT64_C(1) << (kernel_processor_count() - 1));
    spins(NULL);
    return 0;
}
