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

struct __attribute__((packed)) table_pointer {
    uint16_t limit;
    const void *table;
};

_Static_assert(sizeof(struct gate) == 16 && sizeof(struct arch_tss) == 104, "layouts are the processor's");
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

enum {
    MSR_FS_BASE = 0xc0000100,
    MSR_GS_BASE = 0xc0000101,
};

static struct gate idt[ARCH_VECTORS];

static unsigned stack_for(unsigned vector) {
    if (vector == VECTOR_NMI || vector == VECTOR_DOUBLE_FAULT || vector == VECTOR_MACHINE_CHECK ||
        vector == ARCH_PANIC_VECTOR)
        return ARCH_IST_FATAL;
    return vector < ARCH_FIRST_IRQ ? ARCH_IST_FAULT : ARCH_IST_IRQ;
}

void arch_traps_start(void) {
    for (unsigned vector = 0; vector < ARCH_VECTORS; vector++) {
        const uint64_t stub = (uint64_t)arch_stubs + 16 * vector;
        idt[vector] = (struct gate){.offset_low = (uint16_t)stub,
                                    .offset_middle = (uint16_t)(stub >> 16),
                                    .selector = ARCH_CODE_SELECTOR,
                                    .ist = (uint8_t)stack_for(vector),
                                    .type = 0x8e};
    }
}

static void fill_gdt(struct arch_processor *processor) {
    const uint64_t base = (uint64_t)&processor->tss, limit = sizeof processor->tss - 1;

    processor->gdt[ARCH_CODE_SELECTOR / 8] = ARCH_CODE_DESCRIPTOR;
    processor->gdt[ARCH_DATA_SELECTOR / 8] = ARCH_DATA_DESCRIPTOR;
    processor->gdt[ARCH_TSS_SELECTOR / 8] =
        limit | (base & 0xffffff) << 16 | UINT64_C(0x89) << 40 | (base >> 24 & 0xff) << 56;
    processor->gdt[ARCH_TSS_SELECTOR / 8 + 1] = base >> 32;
}

void arch_traps_load(struct arch_processor *processor) {
    const struct table_pointer gdt_pointer = {sizeof processor->gdt - 1, processor->gdt};
    const struct table_pointer idt_pointer = {sizeof idt - 1, idt};

    processor->self = processor;
    for (unsigned ist = ARCH_IST_IRQ; ist <= ARCH_IST_FATAL; ist++)
        processor->tss.ist[ist - 1] = (uint64_t)arch_boot_trap_stack;
    processor->tss.io_map = sizeof processor->tss;
    fill_gdt(processor);
    __asm__ volatile("lgdt %0" : : "m"(gdt_pointer), "m"(*processor));
    __asm__ volatile("ltr %w0" : : "r"(ARCH_TSS_SELECTOR));
    __asm__ volatile("lidt %0" : : "m"(idt_pointer), "m"(idt));
    arch_write_msr(MSR_GS_BASE, (uint64_t)processor);
}

void arch_traps_guarded(struct arch_processor *processor) {
    for (unsigned ist = ARCH_IST_IRQ; ist <= ARCH_IST_FATAL; ist++)
        processor->tss.ist[ist - 1] = ARCH_TRAP_STACK(processor->number, ist);
}

bool arch_thread_pointer_set(uint64_t address) {
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

/* True if it was an interrupt, and is over. */
static bool take_interrupt(struct arch_frame *frame) {
    const unsigned vector = (unsigned)frame->vector;

    if (vector < ARCH_FIRST_IRQ || vector == ARCH_PANIC_VECTOR)
        return false;
    if (vector == ARCH_SPURIOUS_VECTOR)
        return true;
    if (vector < ARCH_PANIC_VECTOR) {
        if (arch_pic_acknowledge(vector - ARCH_FIRST_IRQ))
            upcall_interrupt(frame);
        return true;
    }
    arch_apic_acknowledge();
    if (vector == ARCH_FORGET_VECTOR)
        arch_forget_here();
    else
        upcall_interrupt(frame);
    return true;
}

void arch_trap(struct arch_frame *frame) {
    const uint64_t vector = frame->vector;

    if (take_interrupt(frame))
        return;
    if (vector == ARCH_PANIC_VECTOR)
        arch_panic_trap(frame);
    if (vector == VECTOR_NMI)
        arch_processor_stop_if_told();
    if (upcall_interrupt(frame))
        return;
    if (vector == VECTOR_PAGE_FAULT && !(frame->error & FAULT_RESERVED))
        panic_page_fault(frame);
    arch_panic_at(frame, "%s (vector %lu, error code %#lx)",
                  vector < sizeof exceptions / sizeof *exceptions ? exceptions[vector] : "exception", vector,
                  frame->error);
}
