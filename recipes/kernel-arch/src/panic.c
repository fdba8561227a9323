/* The end of a guest that cannot go on: the reason, the registers, and how it came there. */
#include "internal.h"

#include <portable/format.h>
#include <portable/symbols.h>

enum { FRAMES_MAX = 32, GUARD = 0x10000, STACK_MAX = 0x800000, OTHER_WORDS = 256, OTHER_FRAMES = 32 };

extern const struct symbol_table kernel_symbol_table __attribute__((weak));

/* Where the frame at the bottom of a stack of Haskell's returns to, in a program that has any. */
extern const char stg_stop_thread_info[] __attribute__((weak));

static void to_console(void *context, const char *bytes, size_t count) {
    (void)context;
    arch_console_write(bytes, count);
}

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    format_print(to_console, NULL, format, arguments);
    va_end(arguments);
}

static bool is_code(uint64_t address) {
    return address >= (uint64_t)kernel_text_start && address < (uint64_t)kernel_text_end;
}

static bool is_readable(uint64_t address) {
    return address % 8 == 0 && arch_entry(address) != 0;
}

/* A return address is behind the call, which may be the last instruction of its function: look one byte before. */
static void say_place(uint64_t address, uint64_t back) {
    uint64_t offset;
    const char *name = NULL;

    if (&kernel_symbol_table != NULL && is_code(address - back))
        name = symbol_find(&kernel_symbol_table, address - back, &offset);
    if (name != NULL)
        say("  %016lx %s+%#lx\n", address, name, offset + back);
    else
        say("  %016lx\n", address);
}

/*
 * Whether `to` is on the stack on which `from` is, above it. An overflow has left `from` in the guard below, and of a
 * large frame there may be no page.
 */
static bool is_same_stack(uint64_t from, uint64_t to) {
    uint64_t page = from & ~(uint64_t)0xfff;

    if (to < from)
        return false;
    if (from >= ARCH_STACKS && from < ARCH_STACKS_END)
        return from / ARCH_STACK_SLOT == to / ARCH_STACK_SLOT;
    if (to - from > STACK_MAX)
        return false;
    while (page < to && page < from + GUARD && arch_entry(page) == 0)
        page += 0x1000;
    for (; page <= to; page += 0x1000)
        if (arch_entry(page) == 0)
            return false;
    return true;
}

/*
 * The rbp of code in Haskell is no frame of C: it is the top of Haskell's own stack, in the heap, where each frame
 * begins with the place to return to and all else is data.
 */
static void say_other_stack(uint64_t top) {
    unsigned said = 0;
    uint64_t word;

    say("  on another stack, at %016lx:\n", top);
    for (unsigned i = 0; i < OTHER_WORDS && is_readable(top + 8 * i); i++) {
        word = ((const uint64_t *)top)[i];
        if (!is_code(word))
            continue;
        say_place(word, 0);
        if (++said == OTHER_FRAMES || word == (uint64_t)stg_stop_thread_info)
            break;
    }
}

static void say_backtrace(const struct arch_frame *frame) {
    uint64_t rbp = frame->rbp, below = frame->rsp;

    say("backtrace:\n");
    say_place(frame->rip, frame->vector == ARCH_PANIC_VECTOR);
    /* A call of what is no code has pushed the caller's address and nothing else. */
    if (!is_code(frame->rip) && is_readable(frame->rsp))
        say_place(*(const uint64_t *)frame->rsp, 1);
    for (unsigned i = 0; i < FRAMES_MAX && rbp != 0 && is_readable(rbp) && is_readable(rbp + 8); i++) {
        if (!is_same_stack(below, rbp)) {
            say_other_stack(rbp);
            break;
        }
        if (((const uint64_t *)rbp)[1] == 0)
            break;
        say_place(((const uint64_t *)rbp)[1], 1);
        below = rbp + 8;
        rbp = *(const uint64_t *)rbp;
    }
}

static void say_registers(const struct arch_frame *frame) {
    uint64_t cr2;

    __asm__ volatile("movq %%cr2, %0" : "=r"(cr2));
    say("rip %016lx  rsp %016lx  flags %08lx  cr2 %016lx\n", frame->rip, frame->rsp, frame->rflags, cr2);
    say("rax %016lx  rbx %016lx  rcx %016lx  rdx %016lx\n", frame->rax, frame->rbx, frame->rcx, frame->rdx);
    say("rsi %016lx  rdi %016lx  rbp %016lx  r8  %016lx\n", frame->rsi, frame->rdi, frame->rbp, frame->r8);
    say("r9  %016lx  r10 %016lx  r11 %016lx  r12 %016lx\n", frame->r9, frame->r10, frame->r11, frame->r12);
    say("r13 %016lx  r14 %016lx  r15 %016lx  error %lx\n", frame->r13, frame->r14, frame->r15, frame->error);
}

/* The message outlives the stack it was made on. */
static char message[256];

static void say_all(const struct arch_frame *frame) {
    arch_console_or_any();
    say("\npanic: %s\n", message);
    if (arch_processors_running() > 1)
        say("processor %u of %u\n", arch_processor()->number, arch_processors_running());
    say_registers(frame);
    say_backtrace(frame);
}

static _Noreturn void die(const struct arch_frame *frame) {
    static bool dying;

    /* The host first: what follows may fault. */
    arch_control("panic", dying ? "panic within a panic" : message);
    if (!dying) {
        dying = true;
        say_all(frame);
    }
    arch_serial_drain();
    arch_power_off(ARCH_STATUS_PANIC);
}

/* Of several processors that panic at once one is heard. */
static void begin_to_die(const char *format, va_list arguments) {
    arch_interrupts_disable();
    if (!arch_end_is_mine()) {
        if (!arch_end_claim())
            arch_processor_halt();
        arch_processors_stop();
        format_string(message, sizeof message, format, arguments);
    }
}

_Noreturn void arch_panic_at(const struct arch_frame *frame, const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    begin_to_die(format, arguments);
    va_end(arguments);
    die(frame);
}

_Noreturn void arch_panic(const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    begin_to_die(format, arguments);
    va_end(arguments);
    __asm__ volatile("int %0" : : "i"(ARCH_PANIC_VECTOR));
    __builtin_unreachable();
}

void arch_panic_trap(const struct arch_frame *frame) {
    die(frame);
}
