/* What the machine and this tier have. -1 for what they have not; also EINVAL for a name that says nothing here. */
#include "accounts.h"
#include "descriptors.h"
#include "path.h"

#include <errno.h>
#include <guest/kernel.h>
#include <limits.h>
#include <stdbool.h>
#include <stubs/refused.h>
#include <time.h>
#include <unistd.h>

/* A kernel that gives programs one thread says so before it looks at what it was asked. */
static bool has_threads(void) {
    return kernel_thread_start(&(struct kernel_thread){.entry = 0}) != -KERNEL_ENOSYS;
}

long sysconf(int name) {
    switch (name) {
    case _SC_PAGESIZE:
        return KERNEL_PAGE_SIZE;
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN:
        return kernel_processor_count();
    case _SC_PHYS_PAGES:
        return (long)(kernel_memory_count().total / KERNEL_PAGE_SIZE);
    case _SC_AVPHYS_PAGES:
        return (long)(kernel_memory_count().unused / KERNEL_PAGE_SIZE);
    case _SC_CLK_TCK:
        return CLOCKS_PER_SEC;
    case _SC_OPEN_MAX:
        return DESCRIPTORS;
    case _SC_ARG_MAX:
        return ARG_MAX;
    case _SC_IOV_MAX:
        return IOV_MAX;
    case _SC_SYMLOOP_MAX:
        return SYMLINKS_MOST;
    case _SC_GETGR_R_SIZE_MAX:
    case _SC_GETPW_R_SIZE_MAX:
        return ACCOUNT_ROOM;
    case _SC_FSYNC:
        return 200809;
    case _SC_CHILD_MAX:
    case _SC_NGROUPS_MAX:
        return 0;
    case _SC_THREAD_KEYS_MAX:
        return PTHREAD_KEYS_MAX;
    case _SC_THREAD_STACK_MIN:
        return PTHREAD_STACK_MIN;
    case _SC_THREAD_THREADS_MAX:
        return PTHREAD_THREADS_MAX;
    case _SC_THREAD_DESTRUCTOR_ITERATIONS:
        return PTHREAD_DESTRUCTOR_ITERATIONS;
    case _SC_SEM_VALUE_MAX:
        return SEM_VALUE_MAX;
    case _SC_THREADS:
        return has_threads() ? 200809 : -1;
    case _SC_THREAD_ATTR_STACKADDR:
    case _SC_THREAD_ATTR_STACKSIZE:
    case _SC_THREAD_CPUTIME:
    case _SC_THREAD_PROCESS_SHARED:
    case _SC_THREAD_SAFE_FUNCTIONS:
    case _SC_BARRIERS:
    case _SC_READER_WRITER_LOCKS:
    case _SC_SEMAPHORES:
    case _SC_SPIN_LOCKS:
    case _SC_TIMEOUTS:
    case _SC_CLOCK_SELECTION:
    case _SC_MONOTONIC_CLOCK:
    case _SC_CPUTIME:
    case _SC_TIMERS:
        return 200809;
    case _SC_THREAD_PRIORITY_SCHEDULING:
    case _SC_THREAD_PRIO_INHERIT:
    case _SC_THREAD_PRIO_PROTECT:
    case _SC_PRIORITY_SCHEDULING:
    case _SC_JOB_CONTROL:
    case _SC_SAVED_IDS:
    case _SC_MAPPED_FILES:
        return -1;
    default:
        return stub_refused("sysconf", EINVAL);
    }
}
