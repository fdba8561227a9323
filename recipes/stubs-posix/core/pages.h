/* Sizes in pages, and the kernel's words for what may be done with memory. */
#ifndef STUBS_PAGES_H
#define STUBS_PAGES_H

#include <guest/kernel.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

_Static_assert(PROT_READ == KERNEL_READ && PROT_WRITE == KERNEL_WRITE && PROT_EXEC == KERNEL_EXECUTE,
               "mmap and mprotect hand them on");

enum { PROT_ALL = PROT_READ | PROT_WRITE | PROT_EXEC };

static inline bool is_page(const void *address) {
    return (uintptr_t)address % KERNEL_PAGE_SIZE == 0;
}

/* 0 for sizes that cannot be rounded up. */
static inline size_t to_pages(size_t size) {
    return (size + KERNEL_PAGE_SIZE - 1) & -(size_t)KERNEL_PAGE_SIZE;
}

#endif
