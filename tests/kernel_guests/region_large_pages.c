/*
 * Where a region has whole large pages it is mapped by them, at its physical address.
 * kernel: geekos
 * memory: 64M
 * expect-exit: 0
 */
#include "guest.h"

#include <arch/arch.h>

enum { USED = 0x60 }; /* the processor's own marks, that a page was read and written */

static int guest(int argc, char **argv, char **envp) {
    const uint64_t size = 8 << 20, at = (uint64_t)kernel_region_take("table", size, 2 << 20, UINT64_MAX);

    (void)argc, (void)argv, (void)envp;
    for (uint64_t page = at; page < at + size; page += ARCH_LARGE_PAGE_SIZE)
        CHECK((arch_entry(page) | USED) == (page | ARCH_DATA | ARCH_LARGE | USED));
    return 0;
}
