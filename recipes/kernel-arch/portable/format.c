#include <portable/format.h>

#include <stdbool.h>
#include <stdint.h>

enum { DIGITS_MAX = 24 };

struct conversion {
    bool left, zero, alternate;
    int width, precision; /* precision < 0: none */
    unsigned size;        /* bytes of an integer argument */
};

struct output {
    format_sink sink;
    void *context;
};

static size_t length_of(const char *text, int limit) {
    size_t length = 0;

    while ((limit < 0 || length < (size_t)limit) && text[length] != '\0')
        length++;
    return length;
}

static void pad(const struct output *out, char with, int count) {
    for (; count > 0; count--)
        out->sink(out->context, &with, 1);
}

/* `prefix` (a sign, 0x) goes before the zeros that fill the width, and behind the spaces that do. */
static void print_text(const struct output *out, const struct conversion *how, const char *prefix, const char *text,
                       size_t length) {
    const size_t prefix_length = length_of(prefix, -1);
    const int missing = how->width - (int)(prefix_length + length);

    if (!how->left && !how->zero)
        pad(out, ' ', missing);
    out->sink(out->context, prefix, prefix_length);
    if (!how->left && how->zero)
        pad(out, '0', missing);
    out->sink(out->context, text, length);
    if (how->left)
        pad(out, ' ', missing);
}

static void print_number(const struct output *out, const struct conversion *how, const char *prefix, uint64_t value,
                         unsigned base, const char *digits) {
    char text[DIGITS_MAX], *first = text + sizeof text;

    do {
        *--first = digits[value % base];
        value /= base;
    } while (value != 0);
    print_text(out, how, prefix, first, (size_t)(text + sizeof text - first));
}

/* Integers narrower than int come as int: cut them to their size. */
static uint64_t narrow(uint64_t value, unsigned size) {
    return size >= 8 ? value : value & ((UINT64_C(1) << 8 * size) - 1);
}

static int64_t widen(uint64_t value, unsigned size) {
    const unsigned unused = 64 - 8 * size;

    return (int64_t)(value << unused) >> unused;
}

/* Read a number, or take it from the arguments for `*`. */
static const char *parse_number(int *number, const char *at, va_list *arguments) {
    if (*at == '*') {
        *number = va_arg(*arguments, int);
        return at + 1;
    }
    for (*number = 0; *at >= '0' && *at <= '9'; at++)
        *number = *number * 10 + (*at - '0');
    return at;
}

static const char *parse(struct conversion *how, const char *at, va_list *arguments) {
    *how = (struct conversion){.precision = -1, .size = sizeof(int)};
    for (;; at++) {
        if (*at == '-')
            how->left = true;
        else if (*at == '0')
            how->zero = true;
        else if (*at == '#')
            how->alternate = true;
        else
            break;
    }
    at = parse_number(&how->width, at, arguments);
    if (how->width < 0) {
        how->left = true;
        how->width = -how->width;
    }
    if (*at == '.')
        at = parse_number(&how->precision, at + 1, arguments);
    for (; *at == 'h'; at++)
        how->size /= 2;
    for (; *at == 'l' || *at == 'z' || *at == 't' || *at == 'j'; at++)
        how->size = sizeof(long);
    return at;
}

/* Print one conversion; false if it is none of ours. */
static bool convert(const struct output *out, struct conversion *how, char kind, va_list *arguments) {
    const char *text;
    uint64_t value;
    char c;

    switch (kind) {
    case 'd':
    case 'i':
        value = how->size > sizeof(int) ? (uint64_t)va_arg(*arguments, long) : (uint64_t)va_arg(*arguments, int);
        value = (uint64_t)widen(value, how->size);
        if ((int64_t)value < 0)
            print_number(out, how, "-", -value, 10, "0123456789");
        else
            print_number(out, how, "", value, 10, "0123456789");
        return true;
    case 'u':
    case 'x':
    case 'X':
        value = how->size > sizeof(int) ? va_arg(*arguments, unsigned long) : va_arg(*arguments, unsigned);
        value = narrow(value, how->size);
        print_number(out, how, how->alternate && value != 0 && kind != 'u' ? (kind == 'x' ? "0x" : "0X") : "", value,
                     kind == 'u' ? 10 : 16, kind == 'X' ? "0123456789ABCDEF" : "0123456789abcdef");
        return true;
    case 'p':
        print_number(out, how, "0x", (uintptr_t)va_arg(*arguments, void *), 16, "0123456789abcdef");
        return true;
    case 'c':
        c = (char)va_arg(*arguments, int);
        how->zero = false;
        print_text(out, how, "", &c, 1);
        return true;
    case 's':
        text = va_arg(*arguments, const char *);
        if (text == NULL)
            text = "(null)";
        how->zero = false;
        print_text(out, how, "", text, length_of(text, how->precision));
        return true;
    case '%':
        out->sink(out->context, "%", 1);
        return true;
    default:
        return false;
    }
}

void format_print(format_sink sink, void *context, const char *format, va_list arguments) {
    const struct output out = {sink, context};
    struct conversion how;
    va_list rest;

    va_copy(rest, arguments);
    while (*format != '\0') {
        const char *plain = format, *kind;
        while (*format != '\0' && *format != '%')
            format++;
        sink(context, plain, (size_t)(format - plain));
        if (*format == '\0')
            break;
        kind = parse(&how, format + 1, &rest);
        if (!convert(&out, &how, *kind, &rest)) {
            sink(context, format, (size_t)(kind - format));
            format = kind;
            continue;
        }
        format = kind + 1;
    }
    va_end(rest);
}

struct room {
    char *at;
    size_t left;
};

static void to_room(void *context, const char *bytes, size_t count) {
    struct room *room = context;

    for (; count != 0 && room->left > 1; count--, room->left--)
        *room->at++ = *bytes++;
}

void format_string(char *room, size_t size, const char *format, va_list arguments) {
    struct room rest = {room, size};

    format_print(to_room, &rest, format, arguments);
    *rest.at = '\0';
}

void format_into(char *room, size_t size, const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    format_string(room, size, format, arguments);
    va_end(arguments);
}
