/* Waits until a thread has ended, and tells what it returned. ESRCH, EINVAL if it is detached or another joins it,
 * EDEADLK. */
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

/* Until it is over; meanwhile the caller may be sent signals. */
static int wait_for(struct stubs_thread *thread) {
    while (!__atomic_load_n(&thread->is_over, __ATOMIC_ACQUIRE)) {
        const uint32_t over = __atomic_load_n(&thread->over, __ATOMIC_ACQUIRE);
        if (__atomic_load_n(&thread->is_over, __ATOMIC_ACQUIRE))
            break;
        if (stubs_sleep(&thread->over, over, FOREVER) == -KERNEL_EDEADLK) {
            thread->fate = JOINABLE;
            return EDEADLK;
        }
    }
    /* Its last act, after which nothing of it is used. */
    while (__atomic_load_n(&thread->runs, __ATOMIC_ACQUIRE) != 0)
        kernel_futex_wait(&thread->runs, 1, FOREVER);
    return 0;
}

int pthread_join(pthread_t id, void **result) {
    struct stubs_thread *thread;
    int error = claim(id, &thread);

    if (error == 0)
        error = wait_for(thread);
    if (error != 0)
        return error;
    if (result != NULL)
        *result = thread->result;
    stubs_thread_remove(thread);
    return 0;
}
