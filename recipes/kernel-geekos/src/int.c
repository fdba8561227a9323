#include <geekos/int.h>

#include <geekos/kthread.h>

static Interrupt_Handler s_handlers[ARCH_PANIC_VECTOR];

void Install_Interrupt_Handler(int interrupt, Interrupt_Handler handler) {
    s_handlers[interrupt] = handler;
}

void Install_IRQ(int irq, Interrupt_Handler handler) {
    Install_Interrupt_Handler(ARCH_FIRST_IRQ + irq, handler);
}

void Enable_IRQ(int irq) {
    const bool atomic = Begin_Int_Atomic();
    arch_irq_unmask((unsigned)irq);
    End_Int_Atomic(atomic);
}

void Disable_IRQ(int irq) {
    const bool atomic = Begin_Int_Atomic();
    arch_irq_mask((unsigned)irq);
    End_Int_Atomic(atomic);
}

bool upcall_interrupt(struct arch_frame *frame) {
    const Interrupt_Handler handler = s_handlers[frame->vector];

    if (handler == NULL || !handler(frame))
        return false;
    if (frame->vector >= ARCH_FIRST_IRQ)
        Reschedule_If_Needed();
    return true;
}
