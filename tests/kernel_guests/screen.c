/*
 * Without anyone at the keyboard: what is typed is tested in test_kernel_screen.py.
 * kernel: geekos
 * machine: pc q35
 * qemu: -device VGA
 * loader: console=serial,vga -- nobody
 * expect-console: ready
 * expect-exit: 0
 */
#include "guest.h"

#include <geekos/keyboard.h>
#include <geekos/screen.h>

static void cursor(void) {
    int row, column;

    CHECK(Put_Cursor(3, 10) && !Put_Cursor(25, 0) && !Put_Cursor(0, -1));
    Get_Cursor(&row, &column);
    CHECK(row == 3 && column == 10);
    Set_Current_Attr(0x1f);
    CHECK(Get_Current_Attr() == 0x1f);
    Set_Current_Attr(0x07);
}

/* Says what line was typed, and waits for one more key. */
static int guest(int argc, char **argv, char **envp) {
    char line[100];
    long length = 0;

    (void)argv, (void)envp;
    cursor();
    Clear_Screen();
    for (int i = 0; i < 30; i++)
        Print("%d\n", i);
    Print("a\tb\bc\r");
    Print("ready\n");
    if (argc > 1)
        return 0;
    do {
        length += kernel_console_read(line + length, sizeof line - (size_t)length);
    } while (line[length - 1] != '\n');
    Print("typed %.*s", (int)length, line);
    Print("done\n");
    return Wait_For_Key() == 'q' ? 0 : 1;
}
