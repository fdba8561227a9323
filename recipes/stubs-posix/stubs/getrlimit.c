/*
 * Limits: memory is the machine's (RLIMIT_AS, RLIMIT_DATA), the stack is the primary thread's, descriptors are 1024,
 * there is no core; the rest is unlimited. EINVAL for what is no limit.
 */
#include "descriptors.h"
#include "threads.h"

#include <errno.h>
#include <guest/kernel.h>
#include <sys/resource.h>

/* A primary thread that has ended has none that could be too small. */
static rlim_t stack(void) {
    pthread_attr_t attributes;

    if (pthread_getattr_np(PRIMARY, &attributes) != 0 || attributes.stacksize == 0)
        return RLIM_INFINITY;
    return attributes.stacksize;
}

int getrlimit(int resource, struct rlimit *limit) {
    rlim_t most = RLIM_INFINITY;

    switch (resource) {
    case RLIMIT_CPU:
    case RLIMIT_FSIZE:
        break;
    case RLIMIT_STACK:
        most = stack();
        break;
    case RLIMIT_AS:
    case RLIMIT_DATA:
        most = kernel_memory_count().total;
        break;
    case RLIMIT_NOFILE:
        most = DESCRIPTORS;
        break;
    case RLIMIT_CORE:
        most = 0;
        break;
    default:
        errno = EINVAL;
        return -1;
    }
    *limit = (struct rlimit){most, most};
    return 0;
}
