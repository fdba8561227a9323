/* What the machine and this tier have. -1 for what they have not; also EINVAL for a name that says nothing here. */
#include "descriptors.h"
#include "path.h"

#include <errno.h>
#include <guest/kernel.h>
#include <limits.h>
#include <stubs/refused.h>
#include <time.h>
#include <unistd.h>

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
    case _SC_FSYNC:
        return 200809;
    case _SC_CHILD_MAX:
    case _SC_NGROUPS_MAX:
        return 0;
    case _SC_MONOTONIC_CLOCK:
    case _SC_CPUTIME:
    case _SC_TIMERS:
        return 200809;
    case _SC_THREADS:
    case _SC_JOB_CONTROL:
    case _SC_SAVED_IDS:
    case _SC_MAPPED_FILES:
        return -1;
    default:
        return stub_refused("sysconf", EINVAL);
    }
}
