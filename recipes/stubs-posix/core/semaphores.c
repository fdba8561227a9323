/* The part that all ways to wait for a semaphore share. */
#include "semaphores.h"

#include "threads.h"
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>

bool stubs_is_semaphore(const sem_t *semaphore) {
    if (semaphore->mark == SEMAPHORE_MARK)
        return true;
    errno = EINVAL;
    return false;
}

bool stubs_semaphore_lower(sem_t *semaphore) {
    uint32_t value = __atomic_load_n(&semaphore->value, __ATOMIC_RELAXED);

    while (value != 0) {
        /* What was written before it was raised is seen after it is lowered. */
        if (__atomic_compare_exchange_n(&semaphore->value, &value, value - 1, false, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED))
            return true;
    }
    return false;
}

/* Why it can be waited for no longer, or 0. */
static int reason(int slept, bool was_interrupted) {
    if (was_interrupted)
        return EINTR;
    if (slept == -KERNEL_ETIMEDOUT)
        return ETIMEDOUT;
    return slept == -KERNEL_EDEADLK ? EDEADLK : 0;
}

int stubs_semaphore_wait(sem_t *semaphore, uint64_t until_ns) {
    const struct stubs_thread *self = stubs_self();
    const unsigned before = self->interrupted;
    int error = 0;

    if (!stubs_is_semaphore(semaphore))
        return -1;
    for (;;) {
        const uint32_t posts = __atomic_load_n(&semaphore->posts, __ATOMIC_ACQUIRE);

        /* Also after an interruption: a post may have woken this thread, and no other. */
        if (stubs_semaphore_lower(semaphore))
            return 0;
        if (error != 0) {
            errno = error;
            return -1;
        }
        const int slept = stubs_sleep(&semaphore->posts, posts, until_ns);
        error = reason(slept, self->interrupted != before);
    }
}
