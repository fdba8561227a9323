/*
 * A rate of ticks that was asked for is kept with one thread as well.
 * needs: threads
 * loader: sched-hz=100
 * qemu: -icount shift=0,sleep=off
 * machine: microvm
 * expect-exit: 0
 */
#include "guest.h"

enum { LOOKS = 4000000 };

static inline uint64_t timestamp(void) {
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

static int guest(int argc, char **argv, char **envp) {
    uint64_t last = timestamp(), ticks = 0;
    const uint64_t begun = last;

    (void)argc, (void)argv, (void)envp;
    for (int i = 0; i < LOOKS; i++) {
        const uint64_t now = timestamp();
        ticks += now - last > 100;
        last = now;
    }
    print("%lu ticks in %lu\n", ticks, last - begun);
    CHECK(ticks >= (last - begun) / 10000000 && ticks <= (last - begun) / 10000000 + 1);
    return 0;
}
