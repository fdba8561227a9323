/* Sleeping in the kernel, and whether a handler or nothing at all can end it. */
#include "waiting.h"

#include "signals.h"
#include "threads.h"

#include <errno.h>
#include <guest/kernel.h>

int stubs_nap(uint32_t *word, uint32_t expected, uint64_t until_ns) {
    struct stubs_thread *self = stubs_self();
    int result = 0;

    stubs_lock(&self->waiting_lock);
    if (!stubs_has_signal(self)) {
        self->waiting = word;
        stubs_unlock(&self->waiting_lock);
        result = kernel_futex_wait(word, expected, until_ns);
        stubs_lock(&self->waiting_lock);
        self->waiting = 0;
    }
    stubs_unlock(&self->waiting_lock);
    return result;
}

int stubs_sleep(uint32_t *word, uint32_t expected, uint64_t until_ns) {
    const int result = stubs_nap(word, expected, until_ns);

    stubs_deliver_pending();
    return result;
}

static int fail(int error) {
    errno = error;
    return -1;
}

static const volatile unsigned *counter_of(const struct stubs_thread *self, bool restarts) {
    return restarts ? &self->interrupted : &self->handled;
}

int stubs_wait_word(uint32_t *word, uint32_t seen, uint64_t until_ns, bool restarts) {
    const volatile unsigned *counter = counter_of(stubs_self(), restarts);
    const unsigned before = *counter;
    const int result = stubs_sleep(word, seen, until_ns);

    if (*counter != before)
        return fail(EINTR);
    if (result == -KERNEL_EDEADLK)
        return fail(EDEADLK);
    return result != -KERNEL_ETIMEDOUT;
}

/* Nothing but a handler changes the word. */
static int wait_idle(uint64_t until_ns, bool restarts) {
    uint32_t *idle = &stubs_self()->idle;
    int result;

    do
        result = stubs_wait_word(idle, __atomic_load_n(idle, __ATOMIC_ACQUIRE), until_ns, restarts);
    while (result > 0);
    return result;
}

int stubs_wait(unsigned events, uint64_t until_ns, bool restarts) {
    const volatile unsigned *counter = counter_of(stubs_self(), restarts);
    const unsigned before = *counter;

    if (events == 0)
        return wait_idle(until_ns, restarts);
    for (;;) {
        const unsigned happened = kernel_wait(events | KERNEL_TIMER, until_ns);
        if (*counter != before)
            return fail(EINTR);
        if (happened != KERNEL_TIMER)
            return (int)(happened & events);
    }
}
