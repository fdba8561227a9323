/* The first C code: from the loader's state to a kernel that runs on a guarded stack. */
#include "internal.h"

/* What entry.S calls. The order is that of need: a panic wants traps, page tables want memory. */
_Noreturn void arch_start(uint32_t magic, uint64_t information);

static void map_stack(uint64_t top, uint64_t size) {
    for (uint64_t page = top - size; page < top; page += ARCH_PAGE_SIZE) {
        if (!arch_map(page, (uint64_t)upcall_page(), ARCH_DATA))
            arch_panic("too little memory to start");
    }
}

_Noreturn void arch_start(uint32_t magic, uint64_t information) {
    static struct arch_boot boot;

    arch_traps_start();
    arch_boot_read(&boot, magic, information);
    arch_clock_start();
    upcall_memory(&boot);
    arch_paging_start(&boot);
    for (unsigned ist = ARCH_IST_IRQ; ist <= ARCH_IST_FATAL; ist++)
        map_stack(ARCH_TRAP_STACK(ist), ist == ARCH_IST_IRQ ? ARCH_PAGE_SIZE : ARCH_TRAP_STACK_SIZE);
    arch_traps_guarded();
    map_stack(ARCH_STACKS + 2 * ARCH_STACK_SLOT, ARCH_BOOT_STACK_SIZE);
    arch_pic_start();
    arch_start_on(ARCH_STACKS + 2 * ARCH_STACK_SLOT, upcall_start, &boot);
}
