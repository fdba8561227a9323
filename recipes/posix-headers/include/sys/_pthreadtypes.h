/*
 * The types of POSIX threads, in the place of newlib's: mutexes, conditions and locks are futex words where they are
 * (the smaller ones one word, as newlib's are), so nothing has to be allocated for them and none can leak.
 */
#ifndef _SYS__PTHREADTYPES_H_
#define _SYS__PTHREADTYPES_H_

#include <stddef.h>
#include <sys/_types.h>
#include <sys/features.h>
#include <sys/sched.h>

#define PTHREAD_SCOPE_PROCESS 0
#define PTHREAD_SCOPE_SYSTEM 1

#define PTHREAD_INHERIT_SCHED 1
#define PTHREAD_EXPLICIT_SCHED 2

#define PTHREAD_CREATE_DETACHED 0
#define PTHREAD_CREATE_JOINABLE 1

#define PTHREAD_PROCESS_PRIVATE 0
#define PTHREAD_PROCESS_SHARED 1

#define PTHREAD_PRIO_NONE 0
#define PTHREAD_PRIO_INHERIT 1
#define PTHREAD_PRIO_PROTECT 2

#define PTHREAD_MUTEX_NORMAL 0
#define PTHREAD_MUTEX_RECURSIVE 1
#define PTHREAD_MUTEX_ERRORCHECK 2
#define PTHREAD_MUTEX_DEFAULT 3

#define PTHREAD_MUTEX_STALLED 0
#define PTHREAD_MUTEX_ROBUST 1

typedef __uint32_t pthread_t; /* no number is used twice */

typedef struct {
    int is_initialized;
    int detachstate;
    void *stackaddr;
    size_t stacksize;
    size_t guardsize;
    int contentionscope;
    int inheritsched;
    int schedpolicy;
    struct sched_param schedparam;
    __uint64_t processors; /* 0: those of the thread that creates it */
} pthread_attr_t;

typedef __uint32_t pthread_mutex_t;

typedef struct {
    int is_initialized;
    int process_shared;
    int type;
} pthread_mutexattr_t;

#define _PTHREAD_MUTEX_INITIALIZER ((pthread_mutex_t)0xffffffff)

typedef __uint32_t pthread_cond_t;

typedef struct {
    int is_initialized;
    int process_shared;
    __clock_t clock;
} pthread_condattr_t;

#define _PTHREAD_COND_INITIALIZER ((pthread_cond_t)0xffffffff)

typedef __uint32_t pthread_key_t;

typedef struct {
    int is_initialized;
    int init_executed;
} pthread_once_t;

/* Programs may assign it, too. */
#define _PTHREAD_ONCE_INIT ((pthread_once_t){1, 0})

typedef struct {
    __uint32_t lock, count, arrived, round, inside;
} pthread_barrier_t;

typedef struct {
    int is_initialized;
    int process_shared;
} pthread_barrierattr_t;

typedef __uint32_t pthread_spinlock_t;

typedef __uint32_t pthread_rwlock_t;

#define _PTHREAD_RWLOCK_INITIALIZER ((pthread_rwlock_t)0xffffffff)

typedef struct {
    int is_initialized;
    int process_shared;
} pthread_rwlockattr_t;

#endif
