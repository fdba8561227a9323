/* Sends a signal to a thread, which handles it when it next sleeps or unblocks it. ESRCH, EINVAL, and ENOSYS for what
 * would stop it. */
#include "signals.h"
#include "threads.h"

#include <errno.h>

int pthread_kill(pthread_t id, int signal) {
    struct stubs_thread *thread;
    int result = 0;
    const int before = errno;

    if (signal != 0 && !stubs_is_signal(signal))
        return EINVAL;
    if (id == pthread_self())
        result = raise(signal);
    else {
        stubs_lock(&stubs_threads_lock);
        thread = stubs_thread_find(id);
        if (thread == NULL) {
            result = -1;
            errno = ESRCH;
        } else if (signal != 0 && !thread->is_over) {
            result = stubs_send_thread(thread, signal);
        }
        stubs_unlock(&stubs_threads_lock);
    }
    if (result == 0)
        return 0;
    result = errno;
    errno = before;
    return result;
}
