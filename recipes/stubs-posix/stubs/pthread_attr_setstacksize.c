/* Sets the size of the stack of a thread to be; EINVAL. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>

int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size) {
    if (!attributes->is_initialized || size == 0 || size > INT_MAX)
        return EINVAL;
    attributes->stacksize = (int)size;
    return 0;
}
