/* Sets where the program has the stack of a thread to be: its lowest address. EINVAL. */
#include <errno.h>
#include <pthread.h>

int pthread_attr_setstackaddr(pthread_attr_t *attributes, void *address) {
    if (!attributes->is_initialized || address == 0)
        return EINVAL;
    attributes->stackaddr = address;
    return 0;
}
