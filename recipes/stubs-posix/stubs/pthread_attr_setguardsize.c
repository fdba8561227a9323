/* Notes the size of the guard below a stack: the kernel's stacks have one in any case. EINVAL for more than it has.
 */
#include <errno.h>
#include <guest/kernel.h>
#include <pthread.h>

int pthread_attr_setguardsize(pthread_attr_t *attributes, size_t size) {
    if (!attributes->is_initialized || size > KERNEL_STACK_GUARD)
        return EINVAL;
    attributes->guardsize = size;
    return 0;
}
