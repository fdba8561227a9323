/* Waits until a thread has ended, and tells what it returned. ESRCH, EINVAL if it is detached or another joins it,
 * EDEADLK. */
#include "threads.h"

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

/* Until the kernel has done with it, and what it wrote is seen. */
static int wait_for(struct stubs_thread *thread) {
    while (__atomic_load_n(&thread->runs, __ATOMIC_ACQUIRE) != 0) {
        if (kernel_futex_wait(&thread->runs, 1, UINT64_MAX) == -KERNEL_EDEADLK) {
            thread->fate = JOINABLE;
            return EDEADLK;
        }
    }
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
