/* Console output: the serial line and the screen, as far as the machine has them. May be used by interrupt handlers.
 */
#ifndef GEEKOS_SCREEN_H
#define GEEKOS_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void Put_Char(int c);
void Put_String(const char *text);
void Put_Buf(const char *bytes, size_t count);

/* Print after printf's manner; portable/format.h has the conversions. */
void Print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The VGA screen alone. Put_Cursor is false for a place that is not on it. */
void Clear_Screen(void);
void Get_Cursor(int *row, int *column);
bool Put_Cursor(int row, int column);
uint8_t Get_Current_Attr(void);
void Set_Current_Attr(uint8_t attribute);

#endif
