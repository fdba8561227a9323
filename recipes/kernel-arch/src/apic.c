/* The local APIC of the running processor: interrupts to others, and its timer. */
#include "internal.h"

enum {
    MSR_APIC_BASE = 0x1b,
    MSR_DEADLINE = 0x6e0,
    MSR_X2APIC = 0x800,
    BASE_ENABLED = 0x800,
    BASE_X2 = 0x400,
    CPUID_FEATURES = 1,
    CPUID_APIC = 1 << 9,
    CPUID_DEADLINE = 1 << 24,
};

enum { WINDOWS_TRIED = 100 };

/* Registers. */
enum {
    ID = 0x20,
    END_OF_INTERRUPT = 0xb0,
    SPURIOUS = 0xf0,
    COMMAND = 0x300,
    COMMAND_HIGH = 0x310,
    TIMER = 0x320,
    INPUT0 = 0x350,
    TIMER_INITIAL = 0x380,
    TIMER_CURRENT = 0x390,
    TIMER_DIVIDE = 0x3e0,
};

enum {
    ON = 0x100,
    EXTERNAL = 0x700,
    MASKED = 0x10000,
    DEADLINE = 0x40000,
    DIVIDE_BY_1 = 0xb,
    BUSY = 0x1000,
    ASSERT = 0x4000,
};

static volatile uint32_t *registers; /* a null pointer: by the processor's own registers, x2APIC */

static bool is_there(void) {
    return arch_cpuid(CPUID_FEATURES).edx & CPUID_APIC && arch_read_msr(MSR_APIC_BASE) & BASE_ENABLED;
}

static uint32_t get(unsigned which) {
    return registers == NULL ? (uint32_t)arch_read_msr(MSR_X2APIC + which / 16)
                             : registers[which / sizeof *registers];
}

static void set(unsigned which, uint32_t value) {
    if (registers == NULL)
        arch_write_msr(MSR_X2APIC + which / 16, value);
    else
        registers[which / sizeof *registers] = value;
}

/* Where there is a local APIC, the 8259's interrupts come through its first input, which not every firmware opened.
 */
void arch_apic_open(bool external) {
    uint64_t base;

    if (!is_there())
        return;
    base = arch_read_msr(MSR_APIC_BASE);
    if (!(base & BASE_X2) && registers == NULL) {
        if (!arch_map(base & ARCH_ADDRESS, base & ARCH_ADDRESS, ARCH_DATA | ARCH_UNCACHED))
            arch_panic("too little memory for page tables");
        registers = (volatile uint32_t *)(base & ARCH_ADDRESS);
    }
    set(SPURIOUS, ON | ARCH_SPURIOUS_VECTOR);
    set(INPUT0, external ? EXTERNAL : MASKED | EXTERNAL);
}

void arch_apic_acknowledge(void) {
    set(END_OF_INTERRUPT, 0);
}

uint32_t arch_apic_id(void) {
    if (!is_there())
        return 0;
    return registers == NULL ? get(ID) : get(ID) >> 24;
}

void arch_apic_command(uint32_t apic_id, uint32_t command) {
    const bool enabled = arch_interrupts_enabled();

    arch_interrupts_disable();
    if (registers == NULL) {
        /* What was written before is seen by whoever is interrupted: unlike the memory of xAPIC the MSR does not
         * wait. */
        __asm__ volatile("mfence" : : : "memory");
        arch_write_msr(MSR_X2APIC + COMMAND / 16, (uint64_t)apic_id << 32 | command);
    } else {
        while (get(COMMAND) & BUSY)
            arch_pause();
        set(COMMAND_HIGH, apic_id << 24);
        set(COMMAND, command);
    }
    if (enabled)
        arch_interrupts_enable();
}

void arch_processor_interrupt(const struct arch_processor *processor, unsigned vector) {
    arch_apic_command(processor->apic_id, ASSERT | vector);
}

/* The timer counts at the rate of a bus that nobody names, or interrupts at a value of the timestamp counter. */
static uint64_t per_ns_32; /* counts in a nanosecond, in units of 2^-32 */
static bool by_deadline;

struct sample {
    uint64_t ns, slack;
    uint32_t count;
};

/* The reading that took the least time of a few: of that both halves belong together best. */
static struct sample read_both(void) {
    struct sample best = {.slack = UINT64_MAX};

    for (unsigned i = 0; i < 4; i++) {
        const uint64_t before = arch_timestamp_ns();
        const uint32_t count = get(TIMER_CURRENT);
        const uint64_t after = arch_timestamp_ns();
        if (after - before < best.slack)
            best = (struct sample){before + (after - before) / 2, after - before, count};
    }
    return best;
}

/* 0 if it does not count, or ran out because the host let the machine lie for seconds. */
static uint64_t measure(void) {
    const uint64_t window_ns = 500000;
    struct sample first, last;

    set(TIMER_INITIAL, UINT32_MAX);
    first = read_both();
    do {
        last = read_both();
    } while (last.ns - first.ns < window_ns);
    return last.count == 0 ? 0 : ((uint64_t)(first.count - last.count) << 32) / (last.ns - first.ns);
}

void arch_local_timer_measure(void) {
    if (!is_there())
        arch_panic("the machine has no local interrupt controller (APIC)");
    by_deadline = arch_cpuid(CPUID_FEATURES).ecx & CPUID_DEADLINE;
    if (by_deadline)
        return;
    set(TIMER_DIVIDE, DIVIDE_BY_1);
    set(TIMER, MASKED | ARCH_TIMER_VECTOR);
    for (unsigned tried = 0; per_ns_32 == 0 && tried < WINDOWS_TRIED; tried++)
        per_ns_32 = measure();
    set(TIMER_INITIAL, 0);
    if (per_ns_32 == 0)
        arch_panic("the timer of the local interrupt controller (APIC) does not count");
}

void arch_local_timer_start(void) {
    set(TIMER_DIVIDE, DIVIDE_BY_1);
    set(TIMER, (by_deadline ? DEADLINE : 0) | ARCH_TIMER_VECTOR);
}

void arch_local_timer_set(uint64_t in_ns) {
    const uint64_t limit = UINT64_C(1) << 31;

    if (by_deadline) {
        /* The register is written behind what the mode's was: the manual asks for a fence. */
        __asm__ volatile("mfence" : : : "memory");
        arch_write_msr(MSR_DEADLINE, arch_timestamp() + arch_timestamp_span(in_ns));
        return;
    }
    const uint64_t wanted = in_ns < limit ? (in_ns * (per_ns_32 >> 16)) >> 16 : limit;
    set(TIMER_INITIAL, wanted == 0 ? 1 : wanted < UINT32_MAX ? (uint32_t)wanted : UINT32_MAX);
}

void arch_local_timer_stop(void) {
    if (by_deadline)
        arch_write_msr(MSR_DEADLINE, 0);
    else
        set(TIMER_INITIAL, 0);
}
