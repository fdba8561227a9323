#include <geekos/timer.h>

#include <geekos/int.h>
#include <geekos/kthread.h>

volatile unsigned long g_numTicks;

/* The clock has to be looked at now and then, lest it miss a wrap of its counter. */
static bool Timer_Interrupt_Handler(struct arch_frame *frame) {
    (void)frame;
    g_numTicks++;
    arch_clock_ns();
    Charge_Tick();
    return true;
}

void Init_Timer(void) {
    Install_IRQ(ARCH_IRQ_TIMER, Timer_Interrupt_Handler);
    arch_timer_start(TICKS_PER_SEC);
}

void Micro_Delay(unsigned microseconds) {
    const uint64_t end = arch_clock_ns() + microseconds * UINT64_C(1000);

    while (arch_clock_ns() < end)
        __asm__ volatile("pause");
}
