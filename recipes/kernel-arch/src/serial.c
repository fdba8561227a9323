/* The serial line COM1: a 16550. */
#include "internal.h"

enum {
    PORT = 0x3f8,
    DATA = PORT,
    INTERRUPT_ENABLE = PORT + 1,
    FIFO = PORT + 2,
    LINE_CONTROL = PORT + 3,
    MODEM_CONTROL = PORT + 4,
    LINE_STATUS = PORT + 5,
    SCRATCH = PORT + 7,
    RECEIVED = 0x01,
    HOLDING_EMPTY = 0x20,
    ALL_SENT = 0x40,
    FIFO_WORKS = 0xc0,
    FIFO_ON = 0xc1, /* interrupt at 14 bytes, or when no more come */
    FIFO_DEPTH = 16,
};

static bool started;
static size_t depth = 1; /* bytes that fit when the transmitter is empty */

bool arch_serial_probe(void) {
    arch_out8(SCRATCH, 0x5a);
    if (arch_in8(SCRATCH) != 0x5a)
        return false;
    arch_out8(SCRATCH, 0xa5);
    return arch_in8(SCRATCH) == 0xa5;
}

/*
 * Switching the FIFOs on empties them, and a byte that came early would be lost: input that is piped in is there
 * before the kernel. Then we do without.
 */
static void start_fifos(void) {
    if ((arch_in8(FIFO) & FIFO_WORKS) == FIFO_WORKS || !(arch_in8(LINE_STATUS) & RECEIVED))
        arch_out8(FIFO, FIFO_ON);
    if ((arch_in8(FIFO) & FIFO_WORKS) == FIFO_WORKS)
        depth = FIFO_DEPTH;
}

/* 115200 baud, 8 bits, no parity, one stop bit. */
void arch_serial_start(void) {
    if (started)
        return;
    arch_out8(INTERRUPT_ENABLE, 0);
    arch_out8(LINE_CONTROL, 0x80);
    arch_out8(DATA, 1);
    arch_out8(INTERRUPT_ENABLE, 0);
    arch_out8(LINE_CONTROL, 0x03);
    start_fifos();
    arch_out8(MODEM_CONTROL, 0x0b);
    started = true;
}

void arch_serial_write(const char *bytes, size_t count) {
    while (count != 0) {
        while (!(arch_in8(LINE_STATUS) & HOLDING_EMPTY))
            __asm__ volatile("pause");
        for (size_t room = depth; room != 0 && count != 0; room--, count--)
            arch_out8(DATA, (uint8_t)*bytes++);
    }
}

void arch_serial_drain(void) {
    if (!started)
        return;
    while (!(arch_in8(LINE_STATUS) & ALL_SENT))
        __asm__ volatile("pause");
}

/* Some devices lose what comes before they are set up: a careful host types only after it was told. */
void arch_serial_listen(bool on) {
    static bool told;

    arch_out8(INTERRUPT_ENABLE, on);
    if (!told)
        arch_control("listening", "serial");
    told = true;
}

int arch_serial_read(void) {
    return arch_in8(LINE_STATUS) & RECEIVED ? arch_in8(DATA) : -1;
}
