/* The VGA text screen, 80 by 25. */
#include "internal.h"

enum {
    ROWS = 25,
    COLUMNS = 80,
    TAB = 8,
    CRTC = 0x3d4,
    CURSOR_HIGH = 14,
    CURSOR_LOW = 15,
};

static uint16_t *const screen = (uint16_t *)ARCH_VGA_TEXT;
static unsigned at; /* the cell where the next character goes; ROWS * COLUMNS: scroll first */
static uint8_t attribute = 0x07;

static uint8_t crtc_read(uint8_t index) {
    arch_out8(CRTC, index);
    return arch_in8(CRTC + 1);
}

static void crtc_write(uint8_t index, uint8_t value) {
    arch_out8(CRTC, index);
    arch_out8(CRTC + 1, value);
}

/* The address is ordinary memory on machines without a screen: ask the cursor register, and go on where it stands. */
bool arch_vga_probe(void) {
    const uint8_t low = crtc_read(CURSOR_LOW);

    crtc_write(CURSOR_LOW, 0x5a);
    if (crtc_read(CURSOR_LOW) != 0x5a)
        return false;
    crtc_write(CURSOR_LOW, 0xa5);
    if (crtc_read(CURSOR_LOW) != 0xa5)
        return false;
    crtc_write(CURSOR_LOW, low);
    at = (unsigned)(crtc_read(CURSOR_HIGH) << 8 | low);
    if (at > ROWS * COLUMNS)
        at = 0;
    return true;
}

static void blank(unsigned from, unsigned to) {
    for (unsigned i = from; i < to; i++)
        screen[i] = (uint16_t)(attribute << 8 | ' ');
}

static void scroll(void) {
    __builtin_memmove(screen, screen + COLUMNS, (ROWS - 1) * COLUMNS * sizeof *screen);
    blank((ROWS - 1) * COLUMNS, ROWS * COLUMNS);
    at -= COLUMNS;
}

static void put(uint8_t byte) {
    switch (byte) {
    case '\n':
        at = at / COLUMNS * COLUMNS + COLUMNS;
        break;
    case '\r':
        at = at / COLUMNS * COLUMNS;
        break;
    case '\b':
        at -= at % COLUMNS != 0;
        break;
    case '\t':
        at = at / TAB * TAB + TAB;
        break;
    default:
        if (byte < ' ')
            return;
        if (at >= ROWS * COLUMNS)
            scroll();
        screen[at++] = (uint16_t)(attribute << 8 | byte);
        return;
    }
    while (at >= ROWS * COLUMNS)
        scroll();
}

static void show_cursor(void) {
    crtc_write(CURSOR_HIGH, (uint8_t)(at >> 8));
    crtc_write(CURSOR_LOW, (uint8_t)at);
}

void arch_vga_write(const char *bytes, size_t count) {
    while (count-- != 0)
        put((uint8_t)*bytes++);
    show_cursor();
}

void arch_vga_clear(void) {
    blank(0, ROWS * COLUMNS);
    at = 0;
    show_cursor();
}

void arch_vga_cursor(unsigned *row, unsigned *column) {
    *row = at / COLUMNS;
    *column = at % COLUMNS;
}

bool arch_vga_move(unsigned row, unsigned column) {
    if (row >= ROWS || column >= COLUMNS)
        return false;
    at = row * COLUMNS + column;
    show_cursor();
    return true;
}

uint8_t arch_vga_attribute(void) {
    return attribute;
}

void arch_vga_set_attribute(uint8_t new_attribute) {
    attribute = new_attribute;
}
