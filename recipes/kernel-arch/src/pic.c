/* The two 8259 interrupt controllers, and the way from them to the processor. */
#include "internal.h"

enum {
    MASTER = 0x20,
    SLAVE = 0xa0,
    CASCADE = 2,
    END_OF_INTERRUPT = 0x20,
    READ_IN_SERVICE = 0x0b,
};

enum {
    MSR_APIC_BASE = 0x1b,
    MSR_X2APIC = 0x800,
    APIC_ENABLED = 0x800,
    APIC_X2 = 0x400,
    APIC_SPURIOUS = 0xf0, /* registers */
    APIC_INPUT0 = 0x350,
    APIC_ON = 0x100,
    APIC_EXTERNAL = 0x700,
    CPUID_APIC = 1 << 9,
};

static uint16_t mask = (uint16_t) ~(1U << CASCADE);

static bool has_local_apic(void) {
    uint32_t leaf = 1, ebx, ecx, features;

    __asm__("cpuid" : "+a"(leaf), "=b"(ebx), "=c"(ecx), "=d"(features));
    return features & CPUID_APIC;
}

static void set_mask(void) {
    arch_out8(MASTER + 1, (uint8_t)mask);
    arch_out8(SLAVE + 1, (uint8_t)(mask >> 8));
}

/*
 * Where there is a local APIC, the 8259's interrupts reach the processor through its first input. Not every firmware
 * has opened it.
 */
static void open_local_apic(void) {
    const uint64_t base = arch_read_msr(MSR_APIC_BASE);

    if (!(base & APIC_ENABLED))
        return;
    if (base & APIC_X2) {
        arch_write_msr(MSR_X2APIC + APIC_SPURIOUS / 16, APIC_ON | ARCH_SPURIOUS_VECTOR);
        arch_write_msr(MSR_X2APIC + APIC_INPUT0 / 16, APIC_EXTERNAL);
        return;
    }
    volatile uint32_t *apic = (volatile uint32_t *)(base & ARCH_ADDRESS);
    if (!arch_map((uint64_t)apic, (uint64_t)apic, ARCH_DATA | ARCH_UNCACHED))
        arch_panic("too little memory for page tables");
    apic[APIC_SPURIOUS / sizeof *apic] = APIC_ON | ARCH_SPURIOUS_VECTOR;
    apic[APIC_INPUT0 / sizeof *apic] = APIC_EXTERNAL;
}

void arch_pic_start(void) {
    arch_out8(MASTER, 0x11);
    arch_out8(SLAVE, 0x11);
    arch_out8(MASTER + 1, ARCH_FIRST_IRQ);
    arch_out8(SLAVE + 1, ARCH_FIRST_IRQ + 8);
    arch_out8(MASTER + 1, 1 << CASCADE);
    arch_out8(SLAVE + 1, CASCADE);
    arch_out8(MASTER + 1, 1);
    arch_out8(SLAVE + 1, 1);
    set_mask();
    if (arch_in8(MASTER + 1) != (uint8_t)mask)
        arch_panic("the machine has no interrupt controller (8259 PIC)");
    if (has_local_apic())
        open_local_apic();
}

void arch_irq_unmask(unsigned line) {
    mask &= (uint16_t) ~(1U << line);
    set_mask();
}

void arch_irq_mask(unsigned line) {
    mask |= (uint16_t)(1U << line);
    set_mask();
}

/* A line that went away before the processor asked reports as the lowest of its controller, without being in service.
 */
static bool in_service(uint16_t controller) {
    arch_out8(controller, READ_IN_SERVICE);
    return arch_in8(controller) & 0x80;
}

bool arch_pic_acknowledge(unsigned line) {
    if (line == 7 && !in_service(MASTER))
        return false;
    if (line >= 8) {
        const bool real = line != 15 || in_service(SLAVE);
        if (real)
            arch_out8(SLAVE, END_OF_INTERRUPT);
        arch_out8(MASTER, END_OF_INTERRUPT);
        return real;
    }
    arch_out8(MASTER, END_OF_INTERRUPT);
    return true;
}
