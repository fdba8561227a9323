/* The name of a thread; ERANGE when there is no room for it, ESRCH. */
#include "threads.h"

#include <errno.h>
#include <string.h>

int pthread_getname_np(pthread_t id, char *name, size_t size) {
    struct stubs_thread *thread;
    int result = 0;

    stubs_lock(&stubs_threads_lock);
    thread = stubs_thread_find(id);
    if (thread == NULL)
        result = ESRCH;
    else if (strlen(thread->name) >= size)
        result = ERANGE;
    else
        strcpy(name, thread->name);
    stubs_unlock(&stubs_threads_lock);
    return result;
}
