/*
 * What `guestpipe run --trace-libc` links between the program and its stubs: every call goes through here and is told
 * on the control port, its name when it begins and all of it when it returns. What a call returns and takes is a
 * letter each in `calls`:
 *
 *   d int, u unsigned, l long, z size, o octal, x hexadecimal
 *   a descriptor of a directory, or AT_FDCWD
 *   s string
 *   f flags of open()
 *   m its mode, if there is one
 *   w bytes, whose number is next
 *   r bytes that are read
 *
 * and returned only: b truth, e number of an error, p pointer, t string, v nothing, n it does not return.
 */
#include "line.h"
#include "port.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    ARGUMENTS = 6,
};

typedef long function(long, long, long, long, long, long);

struct call {
    const char *name;
    char result;
    const char *arguments;
};

/* A call that is going on. */
struct frame {
    struct frame *next;
    const void *thread;
    const char *refused; /* what stub_refused() was told, and not yet told on */
    int error;
};

struct _reent *__getreent(void);
int __real_stub_refused(const char *call, int error);
int __wrap_stub_refused(const char *call, int error);

static struct frame *frames;

static const struct {
    int number;
    const char *name;
} errors[] =
    {
#include "errors.inc"
},
  flags[] = {
      {O_APPEND, "O_APPEND"},     {O_CREAT, "O_CREAT"},         {O_TRUNC, "O_TRUNC"},     {O_EXCL, "O_EXCL"},
      {O_NONBLOCK, "O_NONBLOCK"}, {O_NOCTTY, "O_NOCTTY"},       {O_CLOEXEC, "O_CLOEXEC"}, {O_SYNC, "O_SYNC"},
      {O_NOFOLLOW, "O_NOFOLLOW"}, {O_DIRECTORY, "O_DIRECTORY"},
};

static void put_flags(struct line *line, int value) {
    static const char *const modes[] = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};

    put_text(line, modes[value & O_ACCMODE]);
    value &= ~O_ACCMODE;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (!(value & flags[i].number))
            continue;
        put(line, '|');
        put_text(line, flags[i].name);
        value &= ~flags[i].number;
    }
    if (value != 0) {
        put(line, '|');
        put_hexadecimal(line, (unsigned)value);
    }
}

static void put_error(struct line *line, int error) {
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (errors[i].number == error) {
            put_text(line, errors[i].name);
            return;
        }
    }
    put_signed(line, error);
}

/* An argument; `next` is the one after it, `result` what the call returned. */
static void put_argument(struct line *line, char kind, long value, long next, long result) {
    switch (kind) {
    case 'd':
        put_signed(line, (int)value);
        break;
    case 'a':
        if ((int)value == AT_FDCWD)
            put_text(line, "AT_FDCWD");
        else
            put_signed(line, (int)value);
        break;
    case 'u':
        put_number(line, (unsigned)value, 10);
        break;
    case 'l':
        put_signed(line, value);
        break;
    case 'z':
        put_number(line, (unsigned long)value, 10);
        break;
    case 'o':
    case 'm':
        put(line, '0');
        put_number(line, (unsigned)value, 8);
        break;
    case 's':
        put_string(line, (const char *)value);
        break;
    case 'f':
        put_flags(line, (int)value);
        break;
    case 'w':
        put_bytes(line, (const char *)value, (size_t)next);
        break;
    case 'r':
        if (result > 0)
            put_bytes(line, (const char *)value, (size_t)result);
        else
            put_hexadecimal(line, (unsigned long)value);
        break;
    default:
        put_hexadecimal(line, (unsigned long)value);
    }
}

static void put_call(struct line *line, const struct call *call, const long *arguments, long result) {
    put_text(line, "guestpipe call ");
    put_text(line, call->name);
    put(line, '(');
    for (size_t i = 0; call->arguments[i] != '\0'; i++) {
        const char kind = call->arguments[i];
        if (kind == 'm' && !(arguments[i - 1] & O_CREAT))
            break;
        if (i != 0)
            put_text(line, ", ");
        put_argument(line, kind, arguments[i], i + 1 < ARGUMENTS ? arguments[i + 1] : 0, result);
    }
    put(line, ')');
}

static bool is_failure(char kind, long result) {
    if (kind == 'b' || kind == 't')
        return result == 0;
    if (kind == 'p')
        return result == 0 || result == -1;
    return kind == 'd' ? (int)result == -1 : result == -1;
}

static void put_result(struct line *line, const struct call *call, long result, int error) {
    put_text(line, " = ");
    switch (call->result) {
    case 'v':
        put_text(line, "?");
        return;
    case 'e':
        if ((int)result == 0)
            put(line, '0');
        else
            put_error(line, (int)result);
        return;
    case 't':
        put_string(line, (const char *)result);
        break;
    case 'b':
    case 'd':
        put_signed(line, (int)result);
        break;
    case 'l':
        put_signed(line, result);
        break;
    case 'u':
        put_number(line, (unsigned)result, 10);
        return;
    default:
        put_hexadecimal(line, (unsigned long)result);
    }
    if (error != 0 && is_failure(call->result, result)) {
        put(line, ' ');
        put_error(line, error);
    }
}

static bool is_same(const char *a, const char *b) {
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static void put_refusal(struct line *line, const struct call *call, const struct frame *frame) {
    if (frame->refused == NULL)
        return;
    put_text(line, " (refused");
    if (!is_same(frame->refused, call->name)) {
        put_text(line, ": ");
        put_text(line, frame->refused);
        put_text(line, ", ");
        put_error(line, frame->error);
    }
    put(line, ')');
}

static void tell(struct line *line) {
    line->text[line->length++] = '\n';
    port_write(line->text, line->length);
}

static void enter(struct frame *frame) {
    const unsigned long were = port_take();

    frame->next = frames;
    frames = frame;
    port_release(were);
}

static void leave(const struct frame *frame) {
    const unsigned long were = port_take();
    struct frame **link = &frames;

    while (*link != frame)
        link = &(*link)->next;
    *link = frame->next;
    port_release(were);
}

static long trace(const struct call *call, function *real, const long *arguments) {
    struct frame frame = {.thread = __getreent()};
    struct line line = {0};
    const int before = errno;
    int error;
    long result;

    if (call->result == 'n') {
        put_call(&line, call, arguments, 0);
    } else {
        put_text(&line, "guestpipe enters ");
        put_text(&line, call->name);
    }
    tell(&line);
    enter(&frame);
    errno = 0;
    result = real(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
    error = errno;
    leave(&frame);
    line.length = 0;
    put_call(&line, call, arguments, result);
    put_result(&line, call, result, error);
    put_refusal(&line, call, &frame);
    tell(&line);
    errno = error != 0 ? error : before;
    return result;
}

int __wrap_stub_refused(const char *call, int error) {
    const void *thread = __getreent();
    const unsigned long were = port_take();

    for (struct frame *frame = frames; frame != NULL; frame = frame->next) {
        if (frame->thread == thread) {
            frame->refused = call;
            frame->error = error;
            break;
        }
    }
    port_release(were);
    return __real_stub_refused(call, error);
}

#define CALL(call_name, result_kind, argument_kinds)                                                                 \
    function __real_##call_name, __wrap_##call_name;                                                                 \
    long __wrap_##call_name(long a, long b, long c, long d, long e, long f) {                                        \
        static const struct call call = {#call_name, result_kind, argument_kinds};                                   \
        const long arguments[ARGUMENTS] = {a, b, c, d, e, f};                                                        \
        return trace(&call, __real_##call_name, arguments);                                                          \
    }

#include "calls.inc"
