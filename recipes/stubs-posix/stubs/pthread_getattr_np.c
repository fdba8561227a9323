/* The attributes that a thread was made with; ESRCH. */
#include "threads.h"

#include <errno.h>

int pthread_getattr_np(pthread_t id, pthread_attr_t *attributes) {
    struct stubs_thread *thread;

    stubs_lock(&stubs_threads_lock);
    thread = stubs_thread_find(id);
    if (thread != NULL) {
        *attributes = thread->attributes;
        attributes->detachstate = thread->fate == DETACHED ? PTHREAD_CREATE_DETACHED : PTHREAD_CREATE_JOINABLE;
    }
    stubs_unlock(&stubs_threads_lock);
    return thread == NULL ? ESRCH : 0;
}
