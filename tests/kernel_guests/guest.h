/* What the guests of this folder share: checks that end the guest with the line of the first that fails. */
#ifndef GUEST_H
#define GUEST_H

#include <guest/kernel.h>

#include <geekos/screen.h>

#define CHECK(truth)                                                                                                 \
    do {                                                                                                             \
        if (!(truth)) {                                                                                              \
            Print("line %d: not so: %s\n", __LINE__, #truth);                                                        \
            kernel_exit(1);                                                                                          \
        }                                                                                                            \
    } while (0)

/* A guest is one function, which returns the exit status. */
static __attribute__((noipa)) int guest(int argc, char **argv, char **envp);

_Noreturn void program_start(int argc, char **argv, char **envp) {
    kernel_exit(guest(argc, argv, envp));
}

#endif
