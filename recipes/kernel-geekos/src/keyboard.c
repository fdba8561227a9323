#include <geekos/keyboard.h>

#include <geekos/int.h>
#include <geekos/kthread.h>
#include <geekos/screen.h>
#include <geekos/timer.h>

enum {
    ROOM = 256, /* a power of two */
    END_OF_INPUT = 0x04,
    LITERAL = 0x16,
};

static char s_ring[ROOM];
static unsigned s_first, s_count;
static bool s_serialHeld; /* the ring was full: the line waits until there is room */
static struct Thread_Queue s_readers;

static void Add(char byte) {
    s_ring[(s_first + s_count++) % ROOM] = byte;
    Wake_Up(&s_readers);
    Wake_Up(&g_eventQueue);
}

static bool Serial_Interrupt_Handler(struct arch_frame *frame) {
    int byte;

    (void)frame;
    while (s_count < ROOM) {
        byte = arch_serial_read();
        if (byte < 0)
            return true;
        Add((char)byte);
    }
    s_serialHeld = true;
    arch_serial_listen(false);
    return true;
}

/* Nobody types faster than programs read: what finds no room is lost. */
static bool Keyboard_Interrupt_Handler(struct arch_frame *frame) {
    int c;

    (void)frame;
    while ((c = arch_keyboard_read()) >= 0) {
        if (s_count < ROOM)
            Add((char)c);
    }
    return true;
}

void Init_Keyboard(void) {
    if (Get_Consoles() & ARCH_CONSOLE_SERIAL) {
        Install_IRQ(ARCH_IRQ_SERIAL, Serial_Interrupt_Handler);
        Enable_IRQ(ARCH_IRQ_SERIAL);
        arch_serial_listen(true);
    }
    if (Get_Consoles() & ARCH_CONSOLE_VGA && arch_keyboard_start()) {
        Install_IRQ(ARCH_IRQ_KEYBOARD, Keyboard_Interrupt_Handler);
        Enable_IRQ(ARCH_IRQ_KEYBOARD);
    }
}

/* Interrupts are off; the ring is not empty. */
static char Take(void) {
    const char byte = s_ring[s_first];

    s_first = (s_first + 1) % ROOM;
    s_count--;
    if (s_serialHeld) {
        s_serialHeld = false;
        arch_serial_listen(true);
    }
    return byte;
}

static void Wait_For_Input(unsigned count) {
    while (s_count < count)
        Wait(&s_readers);
}

bool Read_Key(Keycode *keycode) {
    const bool atomic = Begin_Int_Atomic();
    const bool any = s_count != 0;

    if (any)
        *keycode = (unsigned char)Take();
    End_Int_Atomic(atomic);
    return any;
}

Keycode Wait_For_Key(void) {
    const bool atomic = Begin_Int_Atomic();
    Keycode keycode;

    Wait_For_Input(1);
    keycode = (unsigned char)Take();
    End_Int_Atomic(atomic);
    return keycode;
}

size_t Read_Input(char *bytes, size_t count) {
    const bool atomic = Begin_Int_Atomic();
    size_t taken = 0;

    Wait_For_Input(1);
    while (taken < count && s_count != 0) {
        const char next = s_ring[s_first];
        /* The end, or half of a literal, behind bytes that are there is for the next call. */
        if (taken != 0 && (next == END_OF_INPUT || (next == LITERAL && s_count == 1)))
            break;
        if (next == END_OF_INPUT) {
            Take();
            break;
        }
        if (next == LITERAL) {
            Wait_For_Input(2);
            Take();
        }
        bytes[taken++] = Take();
    }
    End_Int_Atomic(atomic);
    return taken;
}

bool Is_Input_Ready(void) {
    return s_count > (s_ring[s_first] == LITERAL ? 1 : 0);
}
