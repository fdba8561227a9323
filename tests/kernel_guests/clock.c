/*
 * The clock does not run backwards, keeps pace with the ticks, and goes on with interrupts off.
 * kernel: geekos
 * qemu: -icount shift=0,sleep=off -rtc base=2024-02-29T12:34:56,clock=vm
 * expect-console: realtime 1709210096
 * expect-exit: 0
 */
#include "guest.h"

#include <geekos/int.h>
#include <geekos/timer.h>

static int guest(int argc, char **argv, char **envp) {
    uint64_t start = kernel_clock_monotonic_ns(), last = start, now;
    unsigned long ticks = g_numTicks;

    (void)argc, (void)argv, (void)envp;
    print("realtime %ld\n", kernel_clock_realtime_ns() / 1000000000);
    while (g_numTicks - ticks < 20) {
        now = kernel_clock_monotonic_ns();
        CHECK(now >= last && now - last < 10000000);
        last = now;
    }
    CHECK(last - start > 180000000 && last - start < 220000000);
    /* Half a second in which nobody looks: nine wraps of the counter. */
    Disable_Interrupts();
    start = kernel_clock_monotonic_ns();
    for (volatile uint64_t from = arch_timestamp(); arch_timestamp() - from < 500000000;)
        ;
    last = kernel_clock_monotonic_ns();
    Enable_Interrupts();
    CHECK(last - start > 495000000 && last - start < 505000000);
    Micro_Delay(2000);
    CHECK(kernel_clock_monotonic_ns() - last >= 2000000);
    return 0;
}
