/* The host in the place of a kernel: how many pages the tier has, and may still have. */
#ifndef FILES_HOST_KERNEL_H
#define FILES_HOST_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

extern long backed_pages, pages_left;

int stubs_send(int signal, int code);

#endif
