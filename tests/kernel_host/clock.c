/*
 * The clock of a machine with one timer chip, whose host lets it lie, and whose timestamp counter stands still now
 * and then: an emulator's does when that of its host goes back.
 */
#include "../../recipes/kernel-arch/src/internal.h"

#include "host.h"

#include <sys/wait.h>
#include <unistd.h>

enum { SEEDS = 500, STEP_NS = 400, TURN_NS = 10000000, RATE_GENERATOR = 0x34 };

static const uint64_t second = 1000000000, rate = 2595000000;

static uint64_t now; /* nanoseconds since the machine began, also while it lies */
static uint64_t still_ns;
static uint64_t counting_since, lies_every_ns, lies_at;
static uint8_t latched[2];
static unsigned to_read;

/* Anything takes a moment, and in the midst of it the host may do something else. */
static void pass(void) {
    now += 1 + below(STEP_NS);
    if (lies_every_ns != 0 && now >= lies_at) {
        now += below(UINT64_C(1) << below(32));
        lies_at = now + below(2 * lies_every_ns);
    }
}

uint64_t arch_timestamp(void) {
    pass();
    return (uint64_t)((unsigned __int128)(now - still_ns) * rate / second);
}

void arch_out8(uint16_t port, uint8_t value) {
    pass();
    if (port == 0x42)
        counting_since = now;
    if (port != 0x43)
        return;
    const uint64_t periods = (uint64_t)((unsigned __int128)(now - counting_since) * ARCH_PIT_HZ / second);
    const uint16_t count = (uint16_t)-periods;

    to_read = 0;
    latched[0] = value == 0xe8 ? RATE_GENERATOR : (uint8_t)count;
    latched[1] = (uint8_t)(count >> 8);
}

uint8_t arch_in8(uint16_t port) {
    pass();
    return port == 0x42 ? latched[to_read++ % 2] : 0;
}

void arch_irq_unmask(unsigned line) {
    (void)line;
}

/* The turns of a quiet time, at each of which somebody looks at the clock. */
static void run(uint64_t ns) {
    for (const uint64_t end = now + ns; now < end; now += TURN_NS)
        (void)arch_clock_ns();
}

static void lie(uint64_t ns) {
    now += ns;
}

static void stand_still(uint64_t ns) {
    now += ns;
    still_ns += ns;
}

/* A second of which half is lain through is a second. */
static void check_a_second(void) {
    const uint64_t before = arch_clock_ns(), began = now;

    run(second / 4);
    lie(second / 2);
    run(second / 4);
    const uint64_t found = arch_clock_ns() - before, right = now - began;
    CHECK(found > right - right / 50 && found < right + right / 50);
}

static void begin(uint64_t seed) {
    random_state = seed;
    lies_every_ns = 0;
    arch_clock_start();
}

static void the_host_lets_it_lie(uint64_t seed) {
    begin(seed);
    run(second);
    check_a_second();
    lie(below(2 * second));
    check_a_second();
}

static void the_counter_stands_still(uint64_t seed) {
    begin(seed);
    run(below(2 * second));
    for (unsigned i = 0; i < 3; i++) {
        stand_still(1 + below(i == 0 ? 100000000 : 20 * second));
        run(second / 10);
        check_a_second();
    }
}

/* It may lose time that nobody can know of, but it does not run ahead, and a quiet second is one afterwards. */
static void the_host_is_busy(uint64_t seed) {
    begin(seed);
    const uint64_t before = arch_clock_ns(), began = now;
    lies_every_ns = 1 + below(100000000);
    lies_at = now;
    run(200 * second);
    const uint64_t found = arch_clock_ns() - before, right = now - began;
    CHECK(found < right + right / 50);
    lies_every_ns = 0;
    run(second / 10);
    check_a_second();
}

/* In a process of its own: what a clock has learnt it does not forget. */
static void each_seed(void (*check)(uint64_t seed)) {
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        int status = 0;
        const pid_t child = fork();

        if (child == 0) {
            check(seed);
            _exit(0);
        }
        CHECK(waitpid(child, &status, 0) == child && status == 0);
    }
}

int main(void) {
    each_seed(the_host_lets_it_lie);
    each_seed(the_counter_stands_still);
    each_seed(the_host_is_busy);
    return 0;
}
