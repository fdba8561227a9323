/* Notes the size of the guard below a stack: the kernel's stacks have one of megabytes in any case. EINVAL. */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>

int pthread_attr_setguardsize(pthread_attr_t *attributes, size_t size) {
    if (!attributes->is_initialized || size > PTRDIFF_MAX)
        return EINVAL;
    attributes->guardsize = size;
    return 0;
}
