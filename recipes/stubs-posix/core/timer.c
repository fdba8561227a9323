/* The kernel's timer hook as SIGALRM. */
#include "timer.h"

#include "courier.h"
#include "signals.h"
#include "threads.h"

#include <errno.h>
#include <guest/kernel.h>

static volatile struct stubs_timer timer;

static void go_off(void) {
    if (timer.next_ns == 0)
        return;
    timer.next_ns = timer.interval_ns == 0 ? 0 : kernel_clock_monotonic_ns() + timer.interval_ns;
    if (timer.interval_ns == 0)
        kernel_timer_hook(0, 0);
    stubs_send(SIGALRM, SI_TIMER);
}

/* The first time, where the interval differs from it. */
static void go_off_first(void) {
    if (timer.interval_ns != 0)
        kernel_timer_hook(go_off, timer.interval_ns);
    go_off();
}

struct stubs_timer stubs_timer_get(void) {
    struct stubs_timer now;

    /* The hook may come between the two reads; then they are read again. */
    do {
        now.next_ns = timer.next_ns;
        now.interval_ns = timer.interval_ns;
    } while (now.next_ns != timer.next_ns);
    return now;
}

/* Threads that set it take turns. A handler may set it as well, also while its own thread does: then it goes first.
 */
static struct stubs_lock setting;
static unsigned setter;

static bool begin(void) {
    const unsigned number = stubs_self()->number;

    if (__atomic_load_n(&setter, __ATOMIC_RELAXED) == number)
        return false;
    stubs_lock(&setting);
    __atomic_store_n(&setter, number, __ATOMIC_RELAXED);
    return true;
}

static void end(void) {
    __atomic_store_n(&setter, 0, __ATOMIC_RELAXED);
    stubs_unlock(&setting);
}

static int set(struct stubs_timer wanted) {
    const uint64_t now = kernel_clock_monotonic_ns();
    const uint64_t first = wanted.next_ns > now ? wanted.next_ns - now : 1;
    int result;

    timer.next_ns = wanted.next_ns;
    timer.interval_ns = wanted.interval_ns;
    if (wanted.next_ns == 0)
        return 0;
    result = kernel_timer_hook(go_off_first, first);
    if (result == 0 && __atomic_load_n(&stubs_thread_count, __ATOMIC_SEQ_CST) > 1)
        result = stubs_courier_start();
    if (result < 0) {
        kernel_timer_hook(0, 0);
        timer.next_ns = 0;
    }
    return result;
}

int stubs_timer_set(struct stubs_timer wanted) {
    int result;

    kernel_timer_hook(0, 0);
    const bool is_first = begin();
    kernel_timer_hook(0, 0); /* who had the turn may have set it */
    result = set(wanted);
    if (is_first)
        end();
    if (result == 0)
        return 0;
    errno = -result;
    return -1;
}
