/* pthread_cleanup_pop(): undoes the last pthread_cleanup_push(), and may call its function. Cannot fail. */
#include "threads.h"

void _pthread_cleanup_pop(struct _pthread_cleanup_context *context, int is_to_be_called) {
    stubs_self()->cleanups = context->_previous;
    if (is_to_be_called)
        context->_routine(context->_arg);
}
