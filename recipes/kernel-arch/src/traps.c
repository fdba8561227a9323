/* Descriptor tables, and what becomes of an interrupt or exception. */
#include "internal.h"

#include <portable/symbols.h>

extern void arch_trap(struct arch_frame *frame);

struct gate {
    uint16_t offset_low, selector;
    uint8_t ist, type;
    uint16_t offset_middle;
    uint32_t offset_high, reserved;
};

struct __attribute__((packed)) tss {
    uint32_t reserved0;
    uint64_t rsp[3], reserved1, ist[7], reserved2;
    uint16_t reserved3, io_map;
};

struct __attribute__((packed)) table_pointer {
    uint16_t limit;
    const void *table;
};

_Static_assert(sizeof(struct gate) == 16 && sizeof(struct tss) == 104, "layouts are the processor's");
_Static_assert(offsetof(struct arch_frame, vector) == 15 * 8 && sizeof(struct arch_frame) == 22 * 8,
               "trap.S pushes 15 registers on what the stubs and the processor pushed");

enum vector {
    VECTOR_NMI = 2,
    VECTOR_DOUBLE_FAULT = 8,
    VECTOR_PAGE_FAULT = 14,
    VECTOR_MACHINE_CHECK = 18,
};

enum page_fault_error {
    FAULT_PRESENT = 1,
    FAULT_WRITE = 2,
    FAULT_RESERVED = 8,
    FAULT_FETCH = 16,
};

static struct gate idt[ARCH_VECTORS];
static struct tss tss;

static unsigned stack_for(unsigned vector) {
    if (vector == VECTOR_NMI || vector == VECTOR_DOUBLE_FAULT || vector == VECTOR_MACHINE_CHECK ||
        vector == ARCH_PANIC_VECTOR)
        return ARCH_IST_FATAL;
    return vector < ARCH_FIRST_IRQ ? ARCH_IST_FAULT : ARCH_IST_IRQ;
}

void arch_traps_start(void) {
    const uint64_t base = (uint64_t)&tss, early = (uint64_t)arch_boot_trap_stack;
    const struct table_pointer pointer = {sizeof idt - 1, idt};

    for (unsigned vector = 0; vector < ARCH_VECTORS; vector++) {
        const uint64_t stub = (uint64_t)arch_stubs + 16 * vector;
        idt[vector] = (struct gate){.offset_low = (uint16_t)stub,
                                    .offset_middle = (uint16_t)(stub >> 16),
                                    .selector = ARCH_CODE_SELECTOR,
                                    .ist = (uint8_t)stack_for(vector),
                                    .type = 0x8e};
    }
    for (unsigned ist = ARCH_IST_IRQ; ist <= ARCH_IST_FATAL; ist++)
        tss.ist[ist - 1] = early;
    tss.io_map = sizeof tss;
    arch_gdt[ARCH_TSS_SELECTOR / 8] =
        (sizeof tss - 1) | (base & 0xffffff) << 16 | UINT64_C(0x89) << 40 | (base >> 24 & 0xff) << 56;
    arch_gdt[ARCH_TSS_SELECTOR / 8 + 1] = base >> 32;
    __asm__ volatile("ltr %w0" : : "r"(ARCH_TSS_SELECTOR));
    __asm__ volatile("lidt %0" : : "m"(pointer));
}

void arch_traps_guarded(void) {
    for (unsigned ist = ARCH_IST_IRQ; ist <= ARCH_IST_FATAL; ist++)
        tss.ist[ist - 1] = ARCH_TRAP_STACK(ist);
}

bool arch_thread_pointer_set(uint64_t address) {
    enum { MSR_FS_BASE = 0xc0000100 };

    if ((uint64_t)((int64_t)(address << 16) >> 16) != address)
        return false;
    arch_write_msr(MSR_FS_BASE, address);
    return true;
}

static uint64_t fault_address(void) {
    uint64_t address;

    __asm__ volatile("movq %%cr2, %0" : "=r"(address));
    return address;
}

/* What a page fault means to whoever wrote the program. */
static _Noreturn void panic_page_fault(const struct arch_frame *frame) {
    const uint64_t address = fault_address();
    const char *access = frame->error & FAULT_FETCH ? "execution" : frame->error & FAULT_WRITE ? "write" : "read";
    const char *owner = upcall_stack_owner(address);

    if (address >= ARCH_STACKS && address < ARCH_STACKS + ARCH_STACK_SLOT)
        owner = "a trap handler";
    if (address < ARCH_LOW_RESERVED)
        arch_panic_at(frame, "null pointer: %s at %#lx", access, address);
    if (owner != NULL && !(frame->error & FAULT_PRESENT))
        arch_panic_at(frame, "stack overflow of %s: %s at %#lx", owner, access, address);
    if (frame->error & FAULT_PRESENT && frame->error & FAULT_FETCH)
        arch_panic_at(frame, "execution of memory that is not code at %#lx", address);
    if (frame->error & FAULT_PRESENT && frame->error & FAULT_WRITE)
        arch_panic_at(frame, "write to read-only memory at %#lx", address);
    arch_panic_at(frame, "%s of memory that is not there at %#lx", access, address);
}

static const char *const exceptions[] = {
    "division by zero",
    "debug exception",
    "non-maskable interrupt",
    "breakpoint",
    "overflow",
    "bound range exceeded",
    "invalid instruction",
    "no coprocessor",
    "double fault",
    "coprocessor segment overrun",
    "invalid TSS",
    "segment not present",
    "stack segment fault",
    "general protection fault",
    "page fault",
    "exception",
    "floating point exception",
    "alignment check",
    "machine check",
    "SIMD floating point exception",
};

void arch_trap(struct arch_frame *frame) {
    const uint64_t vector = frame->vector;

    if (vector == ARCH_PANIC_VECTOR)
        arch_panic_trap(frame);
    if (vector > ARCH_PANIC_VECTOR)
        return; /* spurious */
    if (vector >= ARCH_FIRST_IRQ) {
        if (arch_pic_acknowledge((unsigned)vector - ARCH_FIRST_IRQ))
            upcall_interrupt(frame);
        return;
    }
    if (upcall_interrupt(frame))
        return;
    if (vector == VECTOR_PAGE_FAULT && !(frame->error & FAULT_RESERVED))
        panic_page_fault(frame);
    arch_panic_at(frame, "%s (vector %lu, error code %#lx)",
                  vector < sizeof exceptions / sizeof *exceptions ? exceptions[vector] : "exception", vector,
                  frame->error);
}
