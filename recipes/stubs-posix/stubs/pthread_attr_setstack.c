/* Gives a thread to be a stack of the program's own, below which nothing guards; EINVAL. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>

int pthread_attr_setstack(pthread_attr_t *attributes, void *address, size_t size) {
    if (!attributes->is_initialized || address == 0 || (uintptr_t)address % 16 != 0 || size < PTHREAD_STACK_MIN)
        return EINVAL;
    attributes->stackaddr = address;
    attributes->stacksize = size;
    return 0;
}
