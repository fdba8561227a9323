/* The first C code: from the loader's state to a kernel that runs on a guarded stack. */
#include "internal.h"

#include <memory/pages.h>
#include <memory/pmem.h>
#include <memory/small.h>

/* What entry.S calls. The order is that of need: a panic wants traps, page tables want memory. */
_Noreturn void arch_start(uint32_t magic, uint64_t information);

static void map_stack(uint64_t top, uint64_t size) {
    for (uint64_t page = top - size; page < top; page += ARCH_PAGE_SIZE) {
        if (!arch_map(page, (uint64_t)pages_take(), ARCH_DATA))
            arch_panic("too little memory to start");
    }
}

void arch_stacks_map(unsigned processor) {
    for (unsigned ist = ARCH_IST_IRQ; ist <= ARCH_IST_FATAL; ist++)
        map_stack(ARCH_TRAP_STACK(processor, ist), ist == ARCH_IST_IRQ ? ARCH_PAGE_SIZE : ARCH_TRAP_STACK_SIZE);
    map_stack(ARCH_BOOT_STACK(processor), ARCH_BOOT_STACK_SIZE);
}

_Noreturn void arch_start(uint32_t magic, uint64_t information) {
    static struct arch_boot boot;
    static struct arch_processor processor;

    arch_traps_start();
    arch_traps_load(&processor);
    arch_boot_read(&boot, magic, information);
    arch_clock_start();
    pages_start(&boot.memory);
    pmem_start(&boot);
    small_start(ARCH_KERNEL_HEAP, ARCH_KERNEL_HEAP_END);
    arch_paging_start(&boot);
    arch_stacks_map(0);
    arch_traps_guarded(&processor);
    arch_pic_start();
    arch_start_on(ARCH_BOOT_STACK(0), upcall_start, &boot);
}
