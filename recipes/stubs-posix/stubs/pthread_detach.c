/* Has a thread vanish when it ends, as nobody will join it. ESRCH, EINVAL if it is detached or somebody joins it. */
#include "threads.h"

#include <errno.h>

int pthread_detach(pthread_t id) {
    struct stubs_thread *thread;
    int error = 0;

    stubs_lock(&stubs_threads_lock);
    thread = stubs_thread_find(id);
    if (thread == NULL)
        error = ESRCH;
    else if (thread->fate != JOINABLE)
        error = EINVAL;
    else
        thread->fate = thread->is_over ? ENDED : DETACHED;
    stubs_unlock(&stubs_threads_lock);
    return error;
}
