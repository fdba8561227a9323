#include <geekos/keyboard.h>

#include <arch/input.h>
#include <geekos/int.h>
#include <geekos/kthread.h>
#include <geekos/timer.h>

static struct Thread_Queue s_readers;

void upcall_input(void) {
    Wake_Up(&s_readers);
    Wake_Up(&g_eventQueue);
}

static bool Input_Interrupt_Handler(struct arch_frame *frame) {
    return arch_input_interrupt((unsigned)frame->vector - ARCH_FIRST_IRQ);
}

void Init_Keyboard(void) {
    Install_IRQ(ARCH_IRQ_SERIAL, Input_Interrupt_Handler);
    Install_IRQ(ARCH_IRQ_KEYBOARD, Input_Interrupt_Handler);
    arch_input_start();
}

bool Read_Key(Keycode *keycode) {
    const int byte = arch_input_take();

    if (byte >= 0)
        *keycode = (Keycode)byte;
    return byte >= 0;
}

Keycode Wait_For_Key(void) {
    const bool atomic = Begin_Int_Atomic();
    Keycode keycode;

    while (!Read_Key(&keycode))
        Wait(&s_readers);
    End_Int_Atomic(atomic);
    return keycode;
}

size_t Read_Input(char *bytes, size_t count) {
    const bool atomic = Begin_Int_Atomic();
    long taken;

    while ((taken = arch_input_read(bytes, count)) < 0)
        Wait(&s_readers);
    End_Int_Atomic(atomic);
    return (size_t)taken;
}
