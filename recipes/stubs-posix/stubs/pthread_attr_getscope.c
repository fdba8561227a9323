/* PTHREAD_SCOPE_SYSTEM: all threads are the kernel's. EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_getscope(const pthread_attr_t *restrict attributes, int *restrict scope) {
    if (!attributes->is_initialized)
        return EINVAL;
    *scope = attributes->contentionscope;
    return 0;
}
