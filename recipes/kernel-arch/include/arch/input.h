/* Console input: bytes of the serial line and of the keyboard, in the order in which they came. */
#ifndef ARCH_INPUT_H
#define ARCH_INPUT_H

#include <stdbool.h>
#include <stddef.h>

/* Let the lines of those consoles interrupt that are written to and can be read. */
void arch_input_start(void);

/* Take what came with an interrupt of a line; true if the line is one of these, and upcall_input was called. */
bool arch_input_interrupt(unsigned line);

/* Whether arch_input_read would return something. */
bool arch_input_is_ready(void);

/* Bytes as kernel_console_read gives them, 0 at the end of input; -1 if there are none yet. */
long arch_input_read(char *bytes, size_t count);

/* The next byte as it came, or -1. */
int arch_input_take(void);

/* Supplied by the kernel: there is more input. Called with interrupts off. */
void upcall_input(void);

#endif
