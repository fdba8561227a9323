/* pthread_cleanup_push(): has pthread_exit() call a function. Cannot fail. */
#include "threads.h"

void _pthread_cleanup_push(struct _pthread_cleanup_context *context, void (*function)(void *), void *argument) {
    struct stubs_thread *self = stubs_self();

    *context = (struct _pthread_cleanup_context){
        ._routine = function,
        ._arg = argument,
        ._previous = self->cleanups,
    };
    self->cleanups = context;
}
