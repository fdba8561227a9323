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
    COUNT_ONCE = 0x30,
    LATCH_STATUS2 = 0xe8,
    OUT = 0x80, /* in the status */
    HZ = ARCH_PIT_HZ,
    WRAP = 0x10000,
    WINDOW_MIN = HZ / 500, /* shorter readings say too little about the rate */
};

static uint64_t elapsed; /* periods of the counter */
static uint16_t last_count;
static uint64_t last_timestamp;
static uint64_t window_elapsed, window_timestamp; /* where the window over which the rate is measured began */
static uint64_t last_rate;                        /* timestamps in WRAP periods, by the last window */
static uint64_t rate = UINT64_MAX;                /* never less than it is */

uint16_t arch_pit_count(void) {
    uint8_t low;

    arch_out8(COMMAND, 0x80);
    low = arch_in8(CHANNEL2);
    return (uint16_t)(low | arch_in8(CHANNEL2) << 8);
}

static uint8_t status(void) {
    arch_out8(COMMAND, LATCH_STATUS2);
    return arch_in8(CHANNEL2);
}

/* Channel 2 counts from now on, from WRAP. */
static void start_counting(uint8_t mode) {
    arch_out8(COMMAND, 0x80 | mode);
    arch_out8(CHANNEL2, 0);
    arch_out8(CHANNEL2, 0);
}

void arch_pit_count_once(void) {
    start_counting(COUNT_ONCE);
}

/* At its end the channel's output goes up and stays there, however often the counter goes round. */
bool arch_pit_is_over(void) {
    return status() & OUT;
}

void arch_clock_start(void) {
    arch_out8(GATE, (uint8_t)((arch_in8(GATE) & ~2) | 1));
    start_counting(RATE_GENERATOR);
    if ((status() & 0x3f) != RATE_GENERATOR)
        arch_panic("the machine has no timer (8254 PIT)");
    last_count = arch_pit_count();
    last_timestamp = window_timestamp = arch_timestamp();
}

static void begin_window(uint64_t timestamp) {
    window_elapsed = elapsed;
    window_timestamp = timestamp;
}

/*
 * A missed wrap makes a rate too high, so the lowest is right that two windows agree on. By one alone it may be too
 * low as well: the host let the machine lie in the midst of a reading, or an emulator's timestamp counter stood
 * still, as it does when its host's goes back. `slack`: how long the reading took.
 */
static void learn_rate(uint64_t timestamp, uint64_t slack) {
    const uint64_t periods = elapsed - window_elapsed, span = timestamp - window_timestamp;

    if (periods < WINDOW_MIN)
        return;
    if (slack < span / 16 && span < UINT64_MAX / WRAP) {
        const uint64_t found = span * WRAP / periods, higher = found > last_rate ? found : last_rate;

        if (higher - (found < last_rate ? found : last_rate) < higher / 8 && higher < rate)
            rate = higher;
        last_rate = found;
    }
    begin_window(timestamp);
}

/* Periods between two readings that are `span` timestamps apart, no less than `rate`, and `low` modulo WRAP. */
static uint64_t unwrap(uint64_t low, uint64_t span) {
    const uint64_t estimate = span / rate * WRAP + span % rate * WRAP / rate;

    return estimate < low ? low : low + (estimate - low + WRAP / 2) / WRAP * WRAP;
}

/* What was counted since the last reading. What the rate had to say of it says nothing of the rate. */
static void count_up(uint64_t timestamp, uint16_t low, uint64_t slack) {
    const uint64_t span = timestamp - last_timestamp;

    if (span < rate) {
        elapsed += low;
        learn_rate(timestamp, slack);
    } else {
        elapsed += unwrap(low, span);
        begin_window(timestamp);
    }
}

uint64_t arch_clock_ns(void) {
    const bool enabled = arch_interrupts_enabled();
    uint64_t before, after, periods;
    uint16_t count;

    arch_interrupts_disable();
    before = arch_timestamp();
    count = arch_pit_count();
    after = arch_timestamp();
    count_up(before, (uint16_t)(last_count - count), after - before);
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
