/*
 * Time: the timer chip's channel 2 runs free and is read, channel 0 interrupts. Nothing is calibrated at boot. The
 * counter wraps every 55 ms; if the host let the machine lie for longer, the timestamp counter tells how many wraps
 * were missed, at a rate learnt from the readings themselves.
 */
#include "internal.h"

enum {
    CHANNEL0 = 0x40,
    CHANNEL2 = 0x42,
    COMMAND = 0x43,
    GATE = 0x61,
    RATE_GENERATOR = 0x34,
    HZ = 1193182,
    WRAP = 0x10000,
    WINDOW_MIN = HZ / 500, /* shorter readings say too little about the rate */
};

static uint64_t elapsed; /* periods of the counter */
static uint16_t last_count;
static uint64_t last_timestamp;
static uint64_t rate = UINT64_MAX; /* timestamps in WRAP periods; never less than it is */

static uint16_t read_count(void) {
    uint8_t low;

    arch_out8(COMMAND, 0x80);
    low = arch_in8(CHANNEL2);
    return (uint16_t)(low | arch_in8(CHANNEL2) << 8);
}

void arch_clock_start(void) {
    arch_out8(GATE, (uint8_t)((arch_in8(GATE) & ~2) | 1));
    arch_out8(COMMAND, 0x80 | RATE_GENERATOR);
    arch_out8(CHANNEL2, 0);
    arch_out8(CHANNEL2, 0);
    arch_out8(COMMAND, 0xe8); /* latch the status of channel 2 */
    if ((arch_in8(CHANNEL2) & 0x3f) != RATE_GENERATOR)
        arch_panic("the machine has no timer (8254 PIT)");
    last_count = read_count();
    last_timestamp = arch_timestamp();
}

/* Periods between two readings that are `span` timestamps apart, `low` modulo WRAP; `slack`: how long reading took. */
static uint64_t unwrap(uint64_t low, uint64_t span, uint64_t slack) {
    /* A missed wrap makes the rate too high, never too low: the lowest is right. */
    if (low >= WINDOW_MIN && slack < span / 16 && span < UINT64_MAX / WRAP && span * WRAP / low < rate)
        rate = span * WRAP / low;
    if (rate == UINT64_MAX || span < rate)
        return low;
    const uint64_t estimate = span / rate * WRAP + span % rate * WRAP / rate;
    return estimate < low ? low : low + (estimate - low + WRAP / 2) / WRAP * WRAP;
}

uint64_t arch_clock_ns(void) {
    const bool enabled = arch_interrupts_enabled();
    uint64_t before, after, periods;
    uint16_t count;

    arch_interrupts_disable();
    before = arch_timestamp();
    count = read_count();
    after = arch_timestamp();
    elapsed += unwrap((uint16_t)(last_count - count), before - last_timestamp, after - before);
    last_count = count;
    last_timestamp = before;
    periods = elapsed;
    if (enabled)
        arch_interrupts_enable();
    return periods / HZ * 1000000000 + periods % HZ * 1000000000 / HZ;
}

void arch_timer_start(unsigned hz) {
    const unsigned divisor = HZ / hz;

    arch_out8(COMMAND, RATE_GENERATOR);
    arch_out8(CHANNEL0, (uint8_t)divisor);
    arch_out8(CHANNEL0, (uint8_t)(divisor >> 8));
    arch_irq_unmask(ARCH_IRQ_TIMER);
}
