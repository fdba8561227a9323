/* Where the program has the stack of a thread to be; a null pointer for one of the kernel's. EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_getstackaddr(const pthread_attr_t *restrict attributes, void **restrict address) {
    if (!attributes->is_initialized)
        return EINVAL;
    *address = attributes->stackaddr;
    return 0;
}
