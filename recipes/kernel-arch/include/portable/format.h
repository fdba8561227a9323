/* Printing after printf's manner, without allocation and without floating point. */
#ifndef PORTABLE_FORMAT_H
#define PORTABLE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Takes the pieces of the output in order. */
typedef void (*format_sink)(void *context, const char *bytes, size_t count);

/*
 * Conversions d i u x X p c s %, with the flags `0`, `-` and `#`, a width, a precision for s, either of them `*`, and
 * the lengths hh h l ll z t j. Anything else is printed as it stands.
 */
void format_print(format_sink sink, void *context, const char *format, va_list arguments);

/* Print into `size` bytes at `room`, cut short and always terminated; `size` is not 0. */
void format_string(char *room, size_t size, const char *format, va_list arguments);
void format_into(char *room, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
