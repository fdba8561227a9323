/* newlib's <limits.h>, and the limits of threads. */
#ifndef GUEST_LIMITS_H
#define GUEST_LIMITS_H

#include_next <limits.h>

#define PTHREAD_DESTRUCTOR_ITERATIONS 4
#define PTHREAD_KEYS_MAX 128
#define PTHREAD_STACK_MIN 16384
#define PTHREAD_THREADS_MAX 16383
#define SEM_VALUE_MAX 0x7fffffff
#define _POSIX_SEM_NSEMS_MAX 256
#define _POSIX_SEM_VALUE_MAX 32767
#define _POSIX_THREAD_DESTRUCTOR_ITERATIONS 4
#define _POSIX_THREAD_KEYS_MAX 128
#define _POSIX_THREAD_THREADS_MAX 64

#endif
