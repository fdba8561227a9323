/* Sets on which processors a thread to be may run; EINVAL if none of them is there. */
#include "affinity.h"

#include <errno.h>

int pthread_attr_setaffinity_np(pthread_attr_t *attributes, size_t size, const cpu_set_t *set) {
    if (!attributes->is_initialized || size < sizeof *set || (set->processors & stubs_all_processors()) == 0)
        return EINVAL;
    attributes->processors = set->processors;
    return 0;
}
