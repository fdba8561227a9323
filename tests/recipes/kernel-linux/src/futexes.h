/* What futexes and threads know of each other. */
#ifndef KERNEL_LINUX_FUTEXES_H
#define KERNEL_LINUX_FUTEXES_H

#include <stdint.h>

/* Threads that run or wait. */
extern uint32_t kernel_linux_running;

/* Whether the timer may wake somebody yet. */
int kernel_linux_is_hooked(void);

/* A thread has ended: make its word 0, wake those that wait for it, and panic if it was the last that could run. */
void kernel_linux_ended(uint32_t *word);

#endif
