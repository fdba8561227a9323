/*
 * Blocks the signals of a set instead of those that were, until a handler ran: EINTR, always. Panics when nothing can
 * send a signal: no timer is set, and all other threads wait.
 */
#include "signals.h"
#include "threads.h"
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>

int sigsuspend(const sigset_t *set) {
    struct stubs_thread *self = stubs_self();
    const sigset_t blocked = self->blocked;
    const unsigned handled = self->handled;
    /* Every handler changes it, also one that comes before the thread sleeps. */
    uint32_t idle = __atomic_load_n(&self->idle, __ATOMIC_ACQUIRE);

    stubs_block(*set);
    stubs_deliver_pending();
    while (handled == self->handled) {
        if (stubs_sleep(&self->idle, idle, FOREVER) == -KERNEL_EDEADLK)
            kernel_panic("deadlock: sigsuspend waits for a signal, and nothing can send one");
        idle = __atomic_load_n(&self->idle, __ATOMIC_ACQUIRE);
    }
    stubs_block(blocked);
    stubs_deliver_pending();
    errno = EINTR;
    return -1;
}
