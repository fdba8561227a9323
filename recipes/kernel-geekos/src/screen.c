#include <geekos/screen.h>

#include <geekos/int.h>
#include <portable/format.h>

enum { CHUNK = 64 };

static unsigned s_present, s_chosen;

void Init_Screen(void) {
    s_present = arch_console_probe();
    s_chosen = s_present;
    arch_console_use(s_present);
}

static size_t Word_Length(const char *names) {
    size_t length = 0;

    while (names[length] != '\0' && names[length] != ',')
        length++;
    return length;
}

static unsigned Console_By_Name(const char *name, size_t length) {
    if (length == 6 && __builtin_memcmp(name, "serial", 6) == 0)
        return ARCH_CONSOLE_SERIAL;
    if (length == 3 && __builtin_memcmp(name, "vga", 3) == 0)
        return ARCH_CONSOLE_VGA;
    return 0;
}

void Choose_Consoles(const char *names) {
    unsigned chosen = 0;

    for (;;) {
        const size_t length = Word_Length(names);
        const unsigned console = Console_By_Name(names, length);
        if (console == 0)
            arch_panic("command line: console `%.*s` is none of serial, vga", (int)length, names);
        if (!(console & s_present))
            arch_panic("command line: console `%.*s`: the machine has none", (int)length, names);
        chosen |= console;
        if (names[length] == '\0')
            break;
        names += length + 1;
    }
    s_chosen = chosen;
    arch_console_use(chosen);
}

unsigned Get_Consoles(void) {
    return s_chosen;
}

/* In pieces, so that interrupts are not held off for long; a piece is never torn apart by another thread. */
void Put_Buf(const char *bytes, size_t count) {
    while (count != 0) {
        const size_t piece = count < CHUNK ? count : CHUNK;
        const bool atomic = Begin_Int_Atomic();
        arch_console_write(bytes, piece);
        End_Int_Atomic(atomic);
        bytes += piece;
        count -= piece;
    }
}

void Put_Char(int c) {
    const char byte = (char)c;

    Put_Buf(&byte, 1);
}

void Put_String(const char *text) {
    size_t length = 0;

    while (text[length] != '\0')
        length++;
    Put_Buf(text, length);
}

static void Put_Piece(void *context, const char *bytes, size_t count) {
    (void)context;
    Put_Buf(bytes, count);
}

void Print(const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    format_print(Put_Piece, NULL, format, arguments);
    va_end(arguments);
}

void Clear_Screen(void) {
    const bool atomic = Begin_Int_Atomic();
    if (s_present & ARCH_CONSOLE_VGA)
        arch_vga_clear();
    End_Int_Atomic(atomic);
}

void Get_Cursor(int *row, int *column) {
    unsigned r, c;

    arch_vga_cursor(&r, &c);
    *row = (int)r;
    *column = (int)c;
}

bool Put_Cursor(int row, int column) {
    const bool atomic = Begin_Int_Atomic();
    const bool moved =
        (s_present & ARCH_CONSOLE_VGA) && row >= 0 && column >= 0 && arch_vga_move((unsigned)row, (unsigned)column);
    End_Int_Atomic(atomic);
    return moved;
}

uint8_t Get_Current_Attr(void) {
    return arch_vga_attribute();
}

void Set_Current_Attr(uint8_t attribute) {
    arch_vga_set_attribute(attribute);
}
