/* Console input: bytes of the serial line and of the keyboard, in the order in which they came. */
#ifndef GEEKOS_KEYBOARD_H
#define GEEKOS_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint16_t Keycode;

/* Take the interrupts of the serial line and of the keyboard, as far as they are consoles. */
void Init_Keyboard(void);

/* The next byte if there is one. */
bool Read_Key(Keycode *keycode);

/* The next byte, sleeping until there is one. */
Keycode Wait_For_Key(void);

/* Bytes as kernel_console_read gives them. */
size_t Read_Input(char *bytes, size_t count);

#endif
