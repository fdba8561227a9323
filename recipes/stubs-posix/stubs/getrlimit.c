/*
 * Limits: memory is the machine's (RLIMIT_AS, RLIMIT_DATA), descriptors are 1024, there is no core; the rest is
 * unlimited. EINVAL for what is no limit.
 */
#include "descriptors.h"

#include <errno.h>
#include <guest/kernel.h>
#include <sys/resource.h>

int getrlimit(int resource, struct rlimit *limit) {
    rlim_t most = RLIM_INFINITY;

    switch (resource) {
    case RLIMIT_CPU:
    case RLIMIT_FSIZE:
    case RLIMIT_STACK:
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
