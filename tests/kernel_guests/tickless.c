/*
 * Nothing interrupts the only thread of a processor while it computes: of two looks at the timestamp, which counts
 * instructions here, all are as far apart as the shortest.
 * needs: threads
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
    uint64_t last = timestamp(), most = 0;

    (void)argc, (void)argv, (void)envp;
    for (int i = 0; i < LOOKS; i++) {
        const uint64_t now = timestamp();
        if (now - last > most)
            most = now - last;
        last = now;
    }
    print("most: %lu\n", most);
    CHECK(most < 40);
    return 0;
}
