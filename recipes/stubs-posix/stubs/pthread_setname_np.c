/* Names a thread; ERANGE for more than 15 bytes, ESRCH. */
#include "threads.h"

#include <errno.h>
#include <string.h>

int pthread_setname_np(pthread_t id, const char *name) {
    struct stubs_thread *thread;

    if (strlen(name) >= NAME_SIZE)
        return ERANGE;
    stubs_lock(&stubs_threads_lock);
    thread = stubs_thread_find(id);
    if (thread != NULL)
        strcpy(thread->name, name);
    stubs_unlock(&stubs_threads_lock);
    return thread == NULL ? ESRCH : 0;
}
