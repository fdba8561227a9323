/* newlib's <limits.h>, with what guests have in the place of what it says for other systems, and what it lacks. */
#ifndef GUEST_LIMITS_H
#define GUEST_LIMITS_H

#include_next <limits.h>

/* There are no other processes; and how many threads there may be is the kernel's, which sysconf() asks. */
#undef CHILD_MAX
#undef ARG_MAX
#define ARG_MAX 4096
#undef NGROUPS_MAX
#define NGROUPS_MAX 0
#undef OPEN_MAX
#define OPEN_MAX 1024

#define ATEXIT_MAX 32
#define HOST_NAME_MAX 64
#define LOGIN_NAME_MAX 256
#define PTHREAD_DESTRUCTOR_ITERATIONS 4
#define PTHREAD_KEYS_MAX 128
#define PTHREAD_STACK_MIN 16384
#define SEM_VALUE_MAX 0x7fffffff
#define SSIZE_MAX __LONG_MAX__
#define SYMLOOP_MAX 40
#define TTY_NAME_MAX 32

/* What POSIX promises anywhere. */
#define _POSIX_ARG_MAX 4096
#define _POSIX_CHILD_MAX 25
#define _POSIX_HOST_NAME_MAX 255
#define _POSIX_LINK_MAX 8
#define _POSIX_LOGIN_NAME_MAX 9
#define _POSIX_MAX_CANON 255
#define _POSIX_MAX_INPUT 255
#define _POSIX_NAME_MAX 14
#define _POSIX_NGROUPS_MAX 8
#define _POSIX_OPEN_MAX 20
#define _POSIX_PATH_MAX 256
#define _POSIX_PIPE_BUF 512
#define _POSIX_RE_DUP_MAX 255
#define _POSIX_SEM_NSEMS_MAX 256
#define _POSIX_SEM_VALUE_MAX 32767
#define _POSIX_SSIZE_MAX 32767
#define _POSIX_STREAM_MAX 8
#define _POSIX_SYMLINK_MAX 255
#define _POSIX_SYMLOOP_MAX 8
#define _POSIX_THREAD_DESTRUCTOR_ITERATIONS 4
#define _POSIX_THREAD_KEYS_MAX 128
#define _POSIX_THREAD_THREADS_MAX 64
#define _POSIX_TTY_NAME_MAX 9
#define _POSIX_TZNAME_MAX 6
#define _XOPEN_IOV_MAX 16

#endif
