/* Sets the size of the stack of a thread to be, from PTHREAD_STACK_MIN to what a kernel gives (8 MiB); EINVAL. */
#include <errno.h>
#include <guest/kernel.h>
#include <limits.h>
#include <pthread.h>

int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size) {
    if (!attributes->is_initialized || size < PTHREAD_STACK_MIN || size > KERNEL_STACK_MAX)
        return EINVAL;
    attributes->stacksize = size;
    return 0;
}
