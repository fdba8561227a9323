/* On which processors a thread may run; EINVAL, ESRCH. */
#include "affinity.h"
#include "threads.h"

#include <errno.h>
#include <guest/kernel.h>

int pthread_getaffinity_np(pthread_t id, size_t size, cpu_set_t *set) {
    struct stubs_thread *thread;
    int result;

    if (size < sizeof *set)
        return EINVAL;
    stubs_lock(&stubs_threads_lock);
    thread = stubs_thread_find(id);
    result =
        thread == NULL || thread->is_over ? -KERNEL_ESRCH : kernel_thread_pinned(thread->number, &set->processors);
    stubs_unlock(&stubs_threads_lock);
    return -result;
}
