/* Interrupts: when they may come, and who takes them. */
#ifndef GEEKOS_INT_H
#define GEEKOS_INT_H

#include <stdbool.h>

#include <arch/arch.h>

/* Runs with interrupts off, on the stack of the interrupted thread. False: not mine after all. */
typedef bool (*Interrupt_Handler)(struct arch_frame *frame);

/* Let a handler take an interrupt or exception; 0 to ARCH_PANIC_VECTOR - 1. */
void Install_Interrupt_Handler(int interrupt, Interrupt_Handler handler);

/* The same for a line of the interrupt controllers, 0 to 15; Enable_IRQ lets it come. */
void Install_IRQ(int irq, Interrupt_Handler handler);
void Enable_IRQ(int irq);
void Disable_IRQ(int irq);

static inline bool Interrupts_Enabled(void) {
    return arch_interrupts_enabled();
}

static inline void Enable_Interrupts(void) {
    arch_interrupts_enable();
}

static inline void Disable_Interrupts(void) {
    arch_interrupts_disable();
}

/* Begin and end a stretch in which nothing else of the kernel runs; they nest by handing the old state on. */
static inline bool Begin_Int_Atomic(void) {
    const bool enabled = arch_interrupts_enabled();

    arch_stack_touch();
    arch_interrupts_disable();
    return enabled;
}

static inline void End_Int_Atomic(bool enabled) {
    if (enabled)
        arch_interrupts_enable();
}

#endif
