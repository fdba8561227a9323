/* Waiting for the end of a thread. */
#include "joining.h"

#include "threads.h"
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>

/* Make the caller the only one to join a thread. */
static int claim(pthread_t id, struct stubs_thread **thread) {
    int error = 0;

    stubs_lock(&stubs_threads_lock);
    *thread = stubs_thread_find(id);
    if (*thread == NULL)
        error = ESRCH;
    else if (*thread == stubs_self())
        error = EDEADLK;
    else if ((*thread)->fate != JOINABLE)
        error = EINVAL;
    else
        (*thread)->fate = AWAITED;
    stubs_unlock(&stubs_threads_lock);
    return error;
}

static void give_up(struct stubs_thread *thread) {
    stubs_lock(&stubs_threads_lock);
    thread->fate = JOINABLE;
    stubs_unlock(&stubs_threads_lock);
}

/* Until it is over; meanwhile the caller may be sent signals. */
static int wait_for(struct stubs_thread *thread, uint64_t until_ns) {
    while (!__atomic_load_n(&thread->is_over, __ATOMIC_ACQUIRE)) {
        const uint32_t over = __atomic_load_n(&thread->over, __ATOMIC_ACQUIRE);
        if (__atomic_load_n(&thread->is_over, __ATOMIC_ACQUIRE))
            break;
        const int slept = stubs_sleep(&thread->over, over, until_ns);
        if (slept == -KERNEL_EDEADLK || slept == -KERNEL_ETIMEDOUT)
            return slept == -KERNEL_EDEADLK ? EDEADLK : ETIMEDOUT;
    }
    /* Its last act, after which nothing of it is used. */
    while (__atomic_load_n(&thread->runs, __ATOMIC_ACQUIRE) != 0)
        kernel_futex_wait(&thread->runs, 1, FOREVER);
    return 0;
}

int stubs_join(pthread_t id, void **result, uint64_t until_ns) {
    struct stubs_thread *thread;
    int error = claim(id, &thread);

    if (error != 0)
        return error;
    error = wait_for(thread, until_ns);
    if (error != 0) {
        give_up(thread);
        return error;
    }
    if (result != NULL)
        *result = thread->result;
    stubs_thread_remove(thread);
    return 0;
}
