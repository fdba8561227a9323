/* A line of the trace, and how numbers and texts are written to it; what has no room is cut off. */
#ifndef TRACE_LINE_H
#define TRACE_LINE_H

#include <stddef.h>

enum { SHOWN = 48 }; /* bytes of a string; then `...` */

struct line {
    size_t length;
    char text[512];
};

static inline void put(struct line *line, char byte) {
    if (line->length < sizeof line->text - 1)
        line->text[line->length++] = byte;
}

static inline void put_text(struct line *line, const char *text) {
    while (*text != '\0')
        put(line, *text++);
}

static inline void put_number(struct line *line, unsigned long number, unsigned base) {
    if (number >= base)
        put_number(line, number / base, base);
    put(line, "0123456789abcdef"[number % base]);
}

static inline void put_signed(struct line *line, long number) {
    if (number < 0)
        put(line, '-');
    put_number(line, number < 0 ? -(unsigned long)number : (unsigned long)number, 10);
}

static inline void put_hexadecimal(struct line *line, unsigned long number) {
    if (number == 0) {
        put_text(line, "NULL");
        return;
    }
    put_text(line, "0x");
    put_number(line, number, 16);
}

static inline void put_byte(struct line *line, unsigned char byte) {
    if (byte == '\n') {
        put_text(line, "\\n");
    } else if (byte == '"' || byte == '\\') {
        put(line, '\\');
        put(line, (char)byte);
    } else if (byte >= ' ' && byte < 127) {
        put(line, (char)byte);
    } else {
        put_text(line, "\\x");
        put(line, "0123456789abcdef"[byte >> 4]);
        put(line, "0123456789abcdef"[byte & 15]);
    }
}

static inline void put_bytes(struct line *line, const char *bytes, size_t count) {
    put(line, '"');
    for (size_t i = 0; i < count && i < SHOWN; i++)
        put_byte(line, (unsigned char)bytes[i]);
    put_text(line, count > SHOWN ? "\"..." : "\"");
}

static inline void put_string(struct line *line, const char *text) {
    size_t length = 0;

    if (text == NULL) {
        put_text(line, "NULL");
        return;
    }
    while (length <= SHOWN && text[length] != '\0')
        length++;
    put_bytes(line, text, length);
}

#endif
