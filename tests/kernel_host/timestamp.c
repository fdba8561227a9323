/*
 * How fast the timestamp counter counts, as it is measured on a machine that its host lets lie again and again, for
 * so long that the 8254's counter goes round many times.
 */
#include "../../recipes/kernel-arch/src/internal.h"

#include "host.h"

enum { SEEDS = 2000, STEP_NS = 400 };

static const uint64_t second = 1000000000;
static uint64_t rate = 2595000000;

static uint64_t now; /* nanoseconds since the machine began, also while it lies */
static uint64_t lies_every_ns, lies_at, longest_ns;
static uint64_t counting_since;
static uint32_t said_eax, said_ebx, said_ecx;

/* Anything takes a moment, and in the midst of it the host may do something else. */
static void pass(void) {
    now += 1 + below(STEP_NS);
    if (lies_every_ns != 0 && now >= lies_at) {
        now += below(longest_ns);
        lies_at = now + below(2 * lies_every_ns);
    }
}

uint64_t arch_timestamp(void) {
    pass();
    return (uint64_t)((unsigned __int128)now * rate / second);
}

static uint64_t periods(void) {
    pass();
    return (uint64_t)((unsigned __int128)(now - counting_since) * ARCH_PIT_HZ / second);
}

uint16_t arch_pit_count(void) {
    return (uint16_t)-periods();
}

void arch_pit_count_once(void) {
    pass();
    counting_since = now;
}

bool arch_pit_is_over(void) {
    return periods() >= 1 << 16;
}

void arch_clock_start(void) {
    counting_since = 0;
}

struct arch_cpuid arch_cpuid(uint32_t leaf) {
    CHECK(leaf == 0 || leaf == 0x15);
    return leaf == 0 ? (struct arch_cpuid){.eax = 0x16}
                     : (struct arch_cpuid){.eax = said_eax, .ebx = said_ebx, .ecx = said_ecx};
}

void arch_local_timer_measure(void) {
}

void arch_pause(void) {
    pass();
}

static void measure(uint64_t seed, uint64_t every_ns, uint64_t most_ns) {
    random_state = seed;
    now = below(second);
    lies_every_ns = every_ns;
    lies_at = now + below(2 * every_ns + 1);
    longest_ns = most_ns;
    arch_timestamp_start();
}

static void check_near(uint64_t found, uint64_t right) {
    CHECK(found > right - right / 50 && found < right + right / 50);
}

/* What a second is by the clock, and in counts. */
static void check(uint64_t seed, uint64_t every_ns, uint64_t most_ns) {
    measure(seed, every_ns, most_ns);
    lies_every_ns = 0;
    const uint64_t before = arch_timestamp_ns();
    now += second;
    check_near(arch_timestamp_ns() - before, second);
    check_near(arch_timestamp_span(second), rate);
}

static void a_quiet_host(void) {
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        check(seed, 0, 1);
}

/* A millisecond on a processor, and then up to two seconds without one. */
static void a_host_that_is_busy(void) {
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        check(seed, 1000000, 2 * second);
}

static void short_interruptions(void) {
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        check(seed, 300000, 5000000);
}

/* Never a window of a millisecond: a wrong clock would be worse than none. */
static void a_host_without_a_moment(void) {
    CHECK(PANICS(measure(1, 100, 2 * second)));
}

static void a_fast_processor(void) {
    rate = 5700000000;
    check(1, 0, 1);
}

/* 2.592 GHz, whatever is measured. */
static void what_the_processor_says_is_taken(void) {
    said_eax = 2, said_ebx = 216, said_ecx = 24000000;
    rate = 1000000000;
    measure(1, 0, 1);
    check_near(arch_timestamp_span(second), 2592000000);
}

int main(void) {
    a_quiet_host();
    short_interruptions();
    a_host_that_is_busy();
    a_host_without_a_moment();
    a_fast_processor();
    what_the_processor_says_is_taken();
    return 0;
}
