/* The program's own stack of a thread to be; a null pointer for one of the kernel's. EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_getstack(const pthread_attr_t *attributes, void **address, size_t *size) {
    if (!attributes->is_initialized)
        return EINVAL;
    *address = attributes->stackaddr;
    *size = attributes->stacksize;
    return 0;
}
