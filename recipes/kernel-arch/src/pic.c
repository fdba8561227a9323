/* The two 8259 interrupt controllers, and the way from them to the processor. */
#include "internal.h"

enum {
    MASTER = 0x20,
    SLAVE = 0xa0,
    CASCADE = 2,
    END_OF_INTERRUPT = 0x20,
    READ_IN_SERVICE = 0x0b,
};

static uint16_t mask = (uint16_t) ~(1U << CASCADE);

static void set_mask(void) {
    arch_out8(MASTER + 1, (uint8_t)mask);
    arch_out8(SLAVE + 1, (uint8_t)(mask >> 8));
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
    arch_apic_open(true);
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
