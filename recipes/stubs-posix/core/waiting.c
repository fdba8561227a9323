/* Sleeping in the kernel, and whether a handler or nothing at all can end it. */
#include "waiting.h"

#include "signals.h"
#include "timer.h"

#include <errno.h>
#include <guest/kernel.h>

int stubs_wait(unsigned events, uint64_t until_ns, bool restarts) {
    const volatile unsigned *counter = restarts ? &stubs_interrupted : &stubs_handled;
    const unsigned before = *counter;

    for (;;) {
        if (events == 0 && until_ns == FOREVER && !stubs_timer_is_armed()) {
            errno = EDEADLK;
            return -1;
        }
        const unsigned happened = kernel_wait(events | KERNEL_TIMER, until_ns);
        if (*counter != before) {
            errno = EINTR;
            return -1;
        }
        if (happened != KERNEL_TIMER)
            return (int)(happened & events);
    }
}
