/* The timestamp counter as the clock of several processors. */
#include "internal.h"

enum {
    WINDOWS = 3,
    WINDOWS_TRIED = 1000,
    WINDOW = ARCH_PIT_HZ / 1000,
    CPUID_RATE = 0x15,
    ROUNDS = 200, /* of two processors that compare their counters */
};

static uint64_t start;     /* the counter when the clock was 0 */
static uint64_t ns_32;     /* nanoseconds in a count, in units of 2^-32 */
static uint64_t counts_32; /* counts in a nanosecond, likewise */
static bool differs;       /* one processor's counter was seen behind another's */
static uint64_t latest;    /* then: the latest time that was told */

struct sample {
    uint64_t timestamp, slack;
    uint16_t count;
};

/* The reading that took the least time of a few: of that both halves belong together best. */
static struct sample read_both(void) {
    struct sample best = {.slack = UINT64_MAX};

    for (unsigned i = 0; i < 4; i++) {
        const uint64_t before = arch_timestamp();
        const uint16_t count = arch_pit_count();
        const uint64_t after = arch_timestamp();
        if (after - before < best.slack)
            best = (struct sample){before + (after - before) / 2, after - before, count};
    }
    return best;
}

struct window {
    uint64_t rate, slack; /* counts in a second; what the readings at both ends took, in counts */
};

/*
 * False if the host let the machine lie in the window for so long that the 8254 went round: nobody knows how often.
 * A shorter rest does no harm, both clocks went on.
 */
static bool measure(struct window *window) {
    arch_pit_count_once();
    const struct sample first = read_both();
    struct sample last;

    do {
        last = read_both();
    } while ((uint16_t)(first.count - last.count) < WINDOW);
    if (arch_pit_is_over())
        return false;
    window->rate = (last.timestamp - first.timestamp) * ARCH_PIT_HZ / (uint16_t)(first.count - last.count);
    window->slack = first.slack + last.slack;
    return true;
}

/* By the window of a few whose ends were read in the least time. */
static uint64_t measured_rate(void) {
    struct window best = {.slack = UINT64_MAX}, window;

    for (unsigned found = 0, tried = 0; found < WINDOWS; tried++) {
        if (tried == WINDOWS_TRIED)
            arch_panic("the host never lets the machine run for long enough to see how fast its clock is");
        if (!measure(&window))
            continue;
        found++;
        if (window.slack < best.slack)
            best = window;
    }
    arch_clock_start();
    return best.rate;
}

/* What the processor says of it in CPUID leaf 0x15: a crystal's rate and a ratio; 0 if it does not. */
static uint64_t said_rate(void) {
    struct arch_cpuid said;

    if (arch_cpuid(0).eax < CPUID_RATE)
        return 0;
    said = arch_cpuid(CPUID_RATE);
    return said.eax == 0 ? 0 : (uint64_t)said.ecx * said.ebx / said.eax;
}

static uint64_t scaled(uint64_t value, uint64_t factor_32) {
    return (uint64_t)((unsigned __int128)value * factor_32 >> 32);
}

void arch_timestamp_start(void) {
    const uint64_t said = said_rate(), rate = said != 0 ? said : measured_rate(), second = 1000000000;

    if (rate < 1000000)
        arch_panic("the processor's timestamp counter does not count");
    ns_32 = (second << 32) / rate;
    counts_32 = (rate / second << 32) + (rate % second << 32) / second;
    start = arch_timestamp();
    arch_local_timer_measure();
}

uint64_t arch_timestamp_span(uint64_t ns) {
    return scaled(ns, counts_32);
}

static uint64_t no_earlier_than_told(uint64_t now) {
    uint64_t told = __atomic_load_n(&latest, __ATOMIC_RELAXED);

    while (told < now) {
        if (__atomic_compare_exchange_n(&latest, &told, now, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            return now;
    }
    return told;
}

uint64_t arch_timestamp_ns(void) {
    const uint64_t now = scaled(arch_timestamp() - start, ns_32);

    return differs ? no_earlier_than_told(now) : now;
}

/* In turns, each looks whether time went on since the other looked. */
void arch_timestamp_compare(void) {
    static struct arch_lock lock;
    static uint64_t last;

    for (unsigned i = 0; i < ROUNDS; i++) {
        const bool enabled = arch_lock_take(&lock);
        const uint64_t now = arch_timestamp();
        if ((int64_t)(now - last) < 0)
            differs = true;
        last = now;
        arch_lock_release(&lock, enabled);
        arch_pause();
    }
}
