/* The PS/2 keyboard: scan codes of set 1, US layout. */
#include "internal.h"

enum {
    DATA = 0x60,
    STATUS = 0x64,
    OUTPUT_FULL = 0x01,
    INPUT_FULL = 0x02,
    FROM_MOUSE = 0x20,
    READ_CONFIGURATION = 0x20,
    WRITE_CONFIGURATION = 0x60,
    ENABLE_KEYBOARD = 0xae,
    CONFIGURATION_INTERRUPT = 0x01,
    CONFIGURATION_OFF = 0x10,
    CONFIGURATION_TRANSLATE = 0x40,
    EXTENDED = 0xe0,
    RELEASED = 0x80,
    KEY_CONTROL = 0x1d,
    KEY_LEFT_SHIFT = 0x2a,
    KEY_RIGHT_SHIFT = 0x36,
    KEY_CAPS_LOCK = 0x3a,
    TRIES = 1000,
};

static const char plain[] = "\0\0331234567890-=\b\tqwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 ";
static const char shifted[] = "\0\033!@#$%^&*()_+\b\tQWERTYUIOP{}\n\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 ";

_Static_assert(sizeof plain == sizeof shifted && sizeof plain == 0x39 + 2, "one character for each key up to space");

static bool shift, control, caps_lock, extended;

static bool wait_until(uint8_t bits, uint8_t value) {
    for (unsigned i = 0; i < TRIES; i++) {
        if ((arch_in8(STATUS) & bits) == value)
            return true;
    }
    return false;
}

static bool command(uint8_t byte) {
    if (!wait_until(INPUT_FULL, 0))
        return false;
    arch_out8(STATUS, byte);
    return true;
}

bool arch_keyboard_start(void) {
    uint8_t configuration;

    if (arch_in8(STATUS) == 0xff || !command(ENABLE_KEYBOARD))
        return false;
    for (unsigned i = 0; i < TRIES && arch_in8(STATUS) & OUTPUT_FULL; i++)
        arch_in8(DATA);
    if (!command(READ_CONFIGURATION) || !wait_until(OUTPUT_FULL, OUTPUT_FULL))
        return false;
    configuration = arch_in8(DATA);
    if (!command(WRITE_CONFIGURATION) || !wait_until(INPUT_FULL, 0))
        return false;
    arch_out8(DATA,
              (uint8_t)((configuration & ~CONFIGURATION_OFF) | CONFIGURATION_INTERRUPT | CONFIGURATION_TRANSLATE));
    return true;
}

static int character(uint8_t key) {
    char c;

    if (key >= sizeof plain - 1)
        return -1;
    c = shift ? shifted[key] : plain[key];
    if (caps_lock && ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
        c ^= 0x20;
    if (control && c >= '@')
        c &= 0x1f;
    return c == '\0' ? -1 : c;
}

/* Follow one scan code; returns its character, or -1. */
static int follow(uint8_t code) {
    const bool pressed = !(code & RELEASED), was_extended = extended;
    const uint8_t key = code & (uint8_t)~RELEASED;

    extended = code == EXTENDED;
    if (extended)
        return -1;
    if (key == KEY_CONTROL)
        control = pressed;
    else if (!was_extended && (key == KEY_LEFT_SHIFT || key == KEY_RIGHT_SHIFT))
        shift = pressed;
    else if (key == KEY_CAPS_LOCK)
        caps_lock ^= pressed;
    else if (pressed && !was_extended)
        return character(key);
    return -1;
}

int arch_keyboard_read(void) {
    uint8_t status;
    int c = -1;

    while (c < 0 && (status = arch_in8(STATUS)) & OUTPUT_FULL) {
        const uint8_t code = arch_in8(DATA);
        if (!(status & FROM_MOUSE))
            c = follow(code);
    }
    return c;
}
