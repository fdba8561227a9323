/* The courier: it sleeps until the timer's hook has noted a signal that the primary thread blocks. */
#include "courier.h"

#include "signals.h"

#include <guest/kernel.h>
#include <stdbool.h>
#include <stdint.h>

enum { STACK = 16384 };

static uint32_t calls;
static bool exists;

static void carry(void *nothing) {
    (void)nothing;
    for (;;) {
        const uint32_t seen = __atomic_load_n(&calls, __ATOMIC_ACQUIRE);

        stubs_pass_on();
        if (kernel_futex_wait(&calls, seen, UINT64_MAX) == -KERNEL_EDEADLK)
            kernel_panic("deadlock: all threads wait, and the timer is over");
    }
}

int stubs_courier_start(void) {
    long number;

    if (__atomic_exchange_n(&exists, true, __ATOMIC_ACQ_REL))
        return 0;
    number = kernel_thread_start(&(struct kernel_thread){.entry = carry, .stack_size = STACK, .name = "courier"});
    if (number >= 0)
        return 0;
    __atomic_store_n(&exists, false, __ATOMIC_RELEASE);
    return (int)number;
}

void stubs_courier_call(void) {
    __atomic_fetch_add(&calls, 1, __ATOMIC_RELEASE);
    kernel_futex_wake(&calls, 1);
}
