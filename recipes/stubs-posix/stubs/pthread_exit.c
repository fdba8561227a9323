/* Ends the calling thread, after its clean-up functions and those of its thread-specific data; with the last thread
 * the program ends, status 0. */
#include "signals.h"
#include "threads.h"
#include "waiting.h"

#include <guest/kernel.h>
#include <limits.h>
#include <stdlib.h>

/* Whether no other thread is left. */
static bool is_last(struct stubs_thread *self) {
    stubs_lock(&stubs_threads_lock);
    const bool is_last = --stubs_thread_count == 0;
    __atomic_store_n(&self->is_over, true, __ATOMIC_RELEASE);
    if (self->fate == DETACHED && !is_last)
        self->fate = ENDED;
    stubs_unlock(&stubs_threads_lock);
    return is_last;
}

void pthread_exit(void *result) {
    struct stubs_thread *self = stubs_self();

    while (self->cleanups != NULL) {
        struct _pthread_cleanup_context *cleanup = self->cleanups;
        self->cleanups = cleanup->_previous;
        cleanup->_routine(cleanup->_arg);
    }
    stubs_keys_destroy();
    stubs_deliver_pending(); /* a signal to the program may have waited for this thread */
    self->result = result;
    if (self->reent == &self->own_reent)
        _reclaim_reent(self->reent);
    if (is_last(self))
        exit(0);
    __atomic_fetch_add(&self->over, SLEEP_STEP, __ATOMIC_RELEASE);
    kernel_futex_wake(&self->over, UINT_MAX);
    kernel_thread_exit(&self->runs);
}
