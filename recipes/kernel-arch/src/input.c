#include "internal.h"

#include <arch/input.h>

enum {
    ROOM = 256, /* a power of two */
    END_OF_INPUT = 0x04,
    LITERAL = 0x16,
};

static struct arch_lock lock;
static char ring[ROOM];
static unsigned first, count;
static bool serial_held; /* the ring was full: the line waits until there is room */

static void add(char byte) {
    ring[(first + count++) % ROOM] = byte;
}

static void add_from_serial(void) {
    int byte;

    while (count < ROOM) {
        byte = arch_serial_read();
        if (byte < 0)
            return;
        add((char)byte);
    }
    serial_held = true;
    arch_serial_listen(false);
}

/* Nobody types faster than programs read: what finds no room is lost. */
static void add_from_keyboard(void) {
    int c;

    while ((c = arch_keyboard_read()) >= 0) {
        if (count < ROOM)
            add((char)c);
    }
}

void arch_input_start(void) {
    if (arch_consoles() & ARCH_CONSOLE_SERIAL) {
        arch_irq_unmask(ARCH_IRQ_SERIAL);
        arch_serial_listen(true);
    }
    if (arch_consoles() & ARCH_CONSOLE_VGA && arch_keyboard_start())
        arch_irq_unmask(ARCH_IRQ_KEYBOARD);
}

bool arch_input_interrupt(unsigned line) {
    bool enabled;

    if (line != ARCH_IRQ_SERIAL && line != ARCH_IRQ_KEYBOARD)
        return false;
    enabled = arch_lock_take(&lock);
    if (line == ARCH_IRQ_SERIAL)
        add_from_serial();
    else
        add_from_keyboard();
    arch_lock_release(&lock, enabled);
    upcall_input();
    return true;
}

/* The lock is held; the ring is not empty. */
static char take(void) {
    const char byte = ring[first];

    first = (first + 1) % ROOM;
    count--;
    if (serial_held) {
        serial_held = false;
        arch_serial_listen(true);
    }
    return byte;
}

int arch_input_take(void) {
    const bool enabled = arch_lock_take(&lock);
    const int byte = count == 0 ? -1 : (unsigned char)take();

    arch_lock_release(&lock, enabled);
    return byte;
}

/* Half of a literal is nothing yet. */
static bool is_ready(void) {
    return count > (ring[first] == LITERAL ? 1 : 0);
}

bool arch_input_is_ready(void) {
    const bool enabled = arch_lock_take(&lock), ready = is_ready();

    arch_lock_release(&lock, enabled);
    return ready;
}

static size_t read(char *bytes, size_t room) {
    size_t taken = 0;

    while (taken < room && is_ready()) {
        const char next = ring[first];
        /* It stays: input that has ended has ended for whoever asks again. */
        if (next == END_OF_INPUT)
            break;
        take();
        bytes[taken++] = next == LITERAL ? take() : next;
    }
    return taken;
}

long arch_input_read(char *bytes, size_t room) {
    const bool enabled = arch_lock_take(&lock);
    const long taken = is_ready() ? (long)read(bytes, room) : -1;

    arch_lock_release(&lock, enabled);
    return taken;
}
