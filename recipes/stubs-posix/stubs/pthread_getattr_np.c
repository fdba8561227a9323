/* What a thread was made with, and where its stack is, whoever gave it: of one that is over, nowhere. ESRCH. */
#include "pages.h"
#include "threads.h"

#include <errno.h>

static size_t guard(const pthread_attr_t *attributes) {
    const size_t wanted = to_pages(attributes->guardsize);

    if (attributes->stackaddr != NULL)
        return 0; /* the program's own stack */
    return wanted == 0 ? KERNEL_PAGE_SIZE : wanted;
}

/* The caller holds the lock: so the thread does not end meanwhile, and its number become another's. */
static void look_at(const struct stubs_thread *thread, pthread_attr_t *attributes) {
    struct kernel_stack stack = {0, 0};

    attributes->detachstate = thread->fate == DETACHED ? PTHREAD_CREATE_DETACHED : PTHREAD_CREATE_JOINABLE;
    attributes->guardsize = guard(attributes);
    if (!thread->is_over) {
        kernel_thread_pinned(thread->number, &attributes->processors);
        kernel_thread_stack(thread->number, &stack);
    }
    if (thread->is_over || attributes->stackaddr == NULL) {
        attributes->stackaddr = (void *)stack.lowest;
        attributes->stacksize = stack.size;
    }
}

int pthread_getattr_np(pthread_t id, pthread_attr_t *attributes) {
    struct stubs_thread *thread;

    stubs_lock(&stubs_threads_lock);
    thread = stubs_thread_find(id);
    if (thread != NULL) {
        *attributes = thread->attributes;
        look_at(thread, attributes);
    }
    stubs_unlock(&stubs_threads_lock);
    return thread == NULL ? ESRCH : 0;
}
