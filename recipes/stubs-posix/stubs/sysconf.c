/*
 * What the machine, the kernel and this tier have. -1 for an option that there is not, and for a limit that only
 * memory sets; also EINVAL for a name that says nothing here.
 */
#include "accounts.h"
#include "descriptors.h"
#include "path.h"
#include "threads.h"

#include <errno.h>
#include <guest/kernel.h>
#include <limits.h>
#include <stubs/refused.h>
#include <time.h>
#include <unistd.h>

struct constant {
    short name;
    long value;
};

static const struct constant constants[] = {
    /* Limits. */
    {_SC_ARG_MAX, ARG_MAX},
    {_SC_ATEXIT_MAX, ATEXIT_MAX},
    {_SC_CHILD_MAX, 1}, /* the program itself */
    {_SC_CLK_TCK, CLOCKS_PER_SEC},
    {_SC_GETGR_R_SIZE_MAX, ACCOUNT_ROOM},
    {_SC_GETPW_R_SIZE_MAX, ACCOUNT_ROOM},
    {_SC_HOST_NAME_MAX, HOST_NAME_MAX},
    {_SC_IOV_MAX, IOV_MAX},
    {_SC_LINE_MAX, LINE_MAX},
    {_SC_LOGIN_NAME_MAX, LOGIN_NAME_MAX},
    {_SC_NGROUPS_MAX, NGROUPS_MAX},
    {_SC_OPEN_MAX, DESCRIPTORS},
    {_SC_PAGESIZE, KERNEL_PAGE_SIZE},
    {_SC_RE_DUP_MAX, RE_DUP_MAX},
    {_SC_SEM_NSEMS_MAX, -1},
    {_SC_SEM_VALUE_MAX, SEM_VALUE_MAX},
    {_SC_STREAM_MAX, DESCRIPTORS},
    {_SC_SYMLOOP_MAX, SYMLINKS_MOST},
    {_SC_THREAD_DESTRUCTOR_ITERATIONS, PTHREAD_DESTRUCTOR_ITERATIONS},
    {_SC_THREAD_KEYS_MAX, PTHREAD_KEYS_MAX},
    {_SC_THREAD_STACK_MIN, PTHREAD_STACK_MIN},
    {_SC_TTY_NAME_MAX, TTY_NAME_MAX},

    /* Options: whether there are threads the kernel says. */
    {_SC_BARRIERS, _POSIX_BARRIERS},
    {_SC_CLOCK_SELECTION, _POSIX_CLOCK_SELECTION},
    {_SC_CPUTIME, _POSIX_CPUTIME},
    {_SC_FSYNC, _POSIX_FSYNC},
    {_SC_MEMORY_PROTECTION, _POSIX_MEMORY_PROTECTION},
    {_SC_MONOTONIC_CLOCK, _POSIX_MONOTONIC_CLOCK},
    {_SC_READER_WRITER_LOCKS, _POSIX_READER_WRITER_LOCKS},
    {_SC_REGEXP, 1},
    {_SC_SEMAPHORES, _POSIX_SEMAPHORES},
    {_SC_SPIN_LOCKS, _POSIX_SPIN_LOCKS},
    {_SC_THREAD_ATTR_STACKADDR, _POSIX_THREAD_ATTR_STACKADDR},
    {_SC_THREAD_ATTR_STACKSIZE, _POSIX_THREAD_ATTR_STACKSIZE},
    {_SC_THREAD_CPUTIME, _POSIX_THREAD_CPUTIME},
    {_SC_THREAD_PROCESS_SHARED, _POSIX_THREAD_PROCESS_SHARED},
    {_SC_THREAD_SAFE_FUNCTIONS, _POSIX_THREAD_SAFE_FUNCTIONS},
    {_SC_TIMEOUTS, _POSIX_TIMEOUTS},
    {_SC_TIMERS, _POSIX_TIMERS},
    {_SC_V7_LP64_OFF64, 1},
    {_SC_VERSION, 200809},

    {_SC_2_VERSION, -1},
    {_SC_ADVISORY_INFO, -1},
    {_SC_ASYNCHRONOUS_IO, -1},
    {_SC_IPV6, -1},
    {_SC_JOB_CONTROL, -1},
    {_SC_MAPPED_FILES, -1},
    {_SC_MEMLOCK, -1},
    {_SC_MEMLOCK_RANGE, -1},
    {_SC_MESSAGE_PASSING, -1},
    {_SC_PRIORITIZED_IO, -1},
    {_SC_PRIORITY_SCHEDULING, _POSIX_PRIORITY_SCHEDULING},
    {_SC_RAW_SOCKETS, -1},
    {_SC_REALTIME_SIGNALS, _POSIX_REALTIME_SIGNALS},
    {_SC_SAVED_IDS, -1},
    {_SC_SHARED_MEMORY_OBJECTS, -1},
    {_SC_SHELL, -1},
    {_SC_SPAWN, -1},
    {_SC_SPORADIC_SERVER, -1},
    {_SC_SYNCHRONIZED_IO, -1},
    {_SC_THREAD_PRIORITY_SCHEDULING, _POSIX_THREAD_PRIORITY_SCHEDULING},
    {_SC_THREAD_PRIO_INHERIT, _POSIX_THREAD_PRIO_INHERIT},
    {_SC_THREAD_PRIO_PROTECT, _POSIX_THREAD_PRIO_PROTECT},
    {_SC_THREAD_ROBUST_PRIO_INHERIT, -1},
    {_SC_THREAD_ROBUST_PRIO_PROTECT, -1},
    {_SC_THREAD_SPORADIC_SERVER, -1},
    {_SC_TRACE, -1},
    {_SC_TYPED_MEMORY_OBJECTS, -1},
    {_SC_V7_ILP32_OFF32, -1},
    {_SC_V7_ILP32_OFFBIG, -1},
    {_SC_V7_LPBIG_OFFBIG, -1},
    {_SC_XOPEN_UNIX, -1},
    {_SC_XOPEN_VERSION, -1},
};

static long constant(int name) {
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        if (constants[i].name == name)
            return constants[i].value;
    }
    return stub_refused("sysconf", EINVAL);
}

long sysconf(int name) {
    switch (name) {
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN:
        return kernel_processor_count();
    case _SC_PHYS_PAGES:
        return (long)(kernel_memory_count().total / KERNEL_PAGE_SIZE);
    case _SC_AVPHYS_PAGES:
        return (long)(kernel_memory_count().unused / KERNEL_PAGE_SIZE);
    case _SC_THREADS:
        return stubs_threads_most() > 1 ? _POSIX_THREADS : -1;
    case _SC_THREAD_THREADS_MAX:
        return stubs_threads_most();
    default:
        return constant(name);
    }
}
