/* Refuses ENOTSUP for all but PTHREAD_SCOPE_SYSTEM: all threads are the kernel's. EINVAL. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_attr_setscope(pthread_attr_t *attributes, int scope) {
    if (!attributes->is_initialized || (scope != PTHREAD_SCOPE_SYSTEM && scope != PTHREAD_SCOPE_PROCESS))
        return EINVAL;
    if (scope != PTHREAD_SCOPE_SYSTEM) {
        stub_refused("pthread_attr_setscope", ENOTSUP);
        return ENOTSUP;
    }
    attributes->contentionscope = scope;
    return 0;
}
