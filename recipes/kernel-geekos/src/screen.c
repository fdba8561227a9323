#include <geekos/screen.h>

#include <geekos/int.h>
#include <portable/format.h>

enum { CHUNK = 64 };

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

static bool Has_Screen(void) {
    return arch_consoles() & ARCH_CONSOLE_VGA;
}

void Clear_Screen(void) {
    const bool atomic = Begin_Int_Atomic();
    if (Has_Screen())
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
    const bool moved = Has_Screen() && row >= 0 && column >= 0 && arch_vga_move((unsigned)row, (unsigned)column);
    End_Int_Atomic(atomic);
    return moved;
}

uint8_t Get_Current_Attr(void) {
    return arch_vga_attribute();
}

void Set_Current_Attr(uint8_t attribute) {
    arch_vga_set_attribute(attribute);
}
