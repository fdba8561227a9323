/* What the guests of this folder share: checks that end the guest with the line of the first that fails. */
#ifndef GUEST_H
#define GUEST_H

#include <guest/kernel.h>
#include <portable/format.h>

#define CHECK(truth)                                                                                                 \
    do {                                                                                                             \
        if (!(truth)) {                                                                                              \
            print("line %d: not so: %s\n", __LINE__, #truth);                                                        \
            kernel_exit(1);                                                                                          \
        }                                                                                                            \
    } while (0)

static void print_piece(void *context, const char *bytes, size_t count) {
    (void)context;
    kernel_console_write(bytes, count);
}

static __attribute__((unused, format(printf, 1, 2))) void print(const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    format_print(print_piece, NULL, format, arguments);
    va_end(arguments);
}

/* A guest is one function, which returns the exit status. */
static __attribute__((noipa)) int guest(int argc, char **argv, char **envp);

_Noreturn void program_start(int argc, char **argv, char **envp) {
    kernel_exit(guest(argc, argv, envp));
}

#endif
