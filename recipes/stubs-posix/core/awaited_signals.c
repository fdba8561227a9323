#include "awaited_signals.h"

#include "signals.h"
#include "threads.h"
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>

static int take_one(sigset_t set) {
    for (int signal = 1; signal < NSIG; signal++) {
        if (stubs_take_signal(set, signal))
            return signal;
    }
    return 0;
}

int stubs_await_signal(sigset_t set, uint64_t until_ns, const char *deadlock) {
    struct stubs_thread *self = stubs_self();
    const unsigned handled = self->handled;
    int signal = 0, slept = 0;

    /* Before the first look: who sends one notes it, and then looks for who awaits it. */
    __atomic_store_n(&self->awaited, stubs_blockable(set), __ATOMIC_SEQ_CST);
    for (;;) {
        const uint32_t idle = __atomic_load_n(&self->idle, __ATOMIC_ACQUIRE);

        signal = take_one(self->awaited);
        if (signal != 0 || slept == -KERNEL_ETIMEDOUT || self->handled != handled)
            break;
        slept = stubs_sleep(&self->idle, idle, until_ns);
        if (slept == -KERNEL_EDEADLK)
            kernel_panic(deadlock);
    }
    __atomic_store_n(&self->awaited, 0, __ATOMIC_SEQ_CST);
    if (signal != 0)
        return signal;
    return self->handled != handled ? -EINTR : -EAGAIN;
}
