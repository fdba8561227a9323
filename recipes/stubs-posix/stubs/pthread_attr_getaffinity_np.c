/* On which processors a thread to be may run; EINVAL. */
#include "affinity.h"

#include <errno.h>

int pthread_attr_getaffinity_np(const pthread_attr_t *attributes, size_t size, cpu_set_t *set) {
    if (!attributes->is_initialized || size < sizeof *set)
        return EINVAL;
    set->processors = attributes->processors == 0 ? stubs_all_processors() : attributes->processors;
    return 0;
}
