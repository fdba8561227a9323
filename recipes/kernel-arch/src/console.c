/* Where console output goes, the control port, and the end of the machine. */
#include "internal.h"

#include <portable/format.h>

enum {
    DEBUG_EXIT_PORT = 0xf4,
    BOCHS_SHUTDOWN_PORT = 0x8900,
    ACPI_PORT_QEMU = 0x604,
    ACPI_PORT_BOCHS = 0xb004,
    ACPI_SLEEP_S5 = 0x2000,
};

static unsigned present, in_use;

static void use(unsigned consoles) {
    if (consoles & ARCH_CONSOLE_SERIAL)
        arch_serial_start();
    in_use = consoles;
}

void arch_console_start(void) {
    present = (arch_serial_probe() ? ARCH_CONSOLE_SERIAL : 0) | (arch_vga_probe() ? ARCH_CONSOLE_VGA : 0);
    use(present);
}

void arch_console_or_any(void) {
    if (in_use == 0)
        arch_console_start();
}

unsigned arch_consoles(void) {
    return in_use;
}

static size_t word_length(const char *names) {
    size_t length = 0;

    while (names[length] != '\0' && names[length] != ',')
        length++;
    return length;
}

static unsigned console_by_name(const char *name, size_t length) {
    if (length == 6 && __builtin_memcmp(name, "serial", 6) == 0)
        return ARCH_CONSOLE_SERIAL;
    if (length == 3 && __builtin_memcmp(name, "vga", 3) == 0)
        return ARCH_CONSOLE_VGA;
    return 0;
}

void arch_console_choose(const char *names) {
    unsigned chosen = 0;

    for (;;) {
        const size_t length = word_length(names);
        const unsigned console = console_by_name(names, length);
        if (console == 0)
            arch_panic("command line: console `%.*s` is none of serial, vga", (int)length, names);
        if (!(console & present))
            arch_panic("command line: console `%.*s`: the machine has none", (int)length, names);
        chosen |= console;
        if (names[length] == '\0')
            break;
        names += length + 1;
    }
    use(chosen);
}

void arch_console_write(const char *bytes, size_t count) {
    if (in_use & ARCH_CONSOLE_SERIAL)
        arch_serial_write(bytes, count);
    if (in_use & ARCH_CONSOLE_VGA)
        arch_vga_write(bytes, count);
}

static void control_write(const char *text) {
    for (; *text != '\0'; text++)
        arch_out8(ARCH_CONTROL_PORT, *text == '\n' ? ' ' : (uint8_t)*text);
}

void arch_control(const char *verb, const char *text) {
    control_write("guestpipe ");
    control_write(verb);
    control_write(" ");
    control_write(text);
    arch_out8(ARCH_CONTROL_PORT, '\n');
}

_Noreturn void arch_exit(int status) {
    char text[sizeof "255"];

    arch_interrupts_disable();
    if (!arch_end_claim())
        arch_processor_halt();
    arch_processors_stop();
    format_into(text, sizeof text, "%u", (unsigned)status & 0xff);
    arch_control("exit", text);
    arch_power_off(status);
}

_Noreturn void arch_power_off(int status) {
    arch_interrupts_disable();
    arch_serial_drain();
    arch_out32(DEBUG_EXIT_PORT, (uint32_t)status & 0x7f);
    for (const char *word = "Shutdown"; *word != '\0'; word++)
        arch_out8(BOCHS_SHUTDOWN_PORT, (uint8_t)*word);
    arch_out16(ACPI_PORT_QEMU, ACPI_SLEEP_S5);
    arch_out16(ACPI_PORT_BOCHS, ACPI_SLEEP_S5);
    arch_processor_halt();
}
