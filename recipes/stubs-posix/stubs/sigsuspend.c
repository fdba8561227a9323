/*
 * Blocks the signals of a set instead of those that were, until a handler ran: EINTR, always. Panics when nothing can
 * send a signal, because no timer is set.
 */
#include "signals.h"
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>

int sigsuspend(const sigset_t *set) {
    const sigset_t blocked = stubs_blocked;
    const unsigned handled = stubs_handled;

    stubs_blocked = *set;
    stubs_deliver_pending();
    if (handled == stubs_handled && stubs_wait(0, FOREVER, false) < 0 && errno == EDEADLK)
        kernel_panic("deadlock: sigsuspend waits for a signal, and nothing can send one");
    stubs_blocked = blocked;
    stubs_deliver_pending();
    errno = EINTR;
    return -1;
}
