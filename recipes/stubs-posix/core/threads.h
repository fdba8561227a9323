/*
 * The threads of the program. Behind the thread-local variables of a thread, where its thread pointer points, stands
 * what the stubs know of it.
 */
#ifndef STUBS_THREADS_H
#define STUBS_THREADS_H

#include "keys.h"
#include "lock.h"

#include <pthread.h>
#include <reent.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STACK_DEFAULT = 256 * 1024, /* a kernel may take all of it at once */
    NAME_SIZE = 16,
};

enum { PRIMARY = 1 }; /* the pthread_t of the primary thread */

enum thread_fate {
    JOINABLE,
    DETACHED,
    AWAITED, /* somebody is joining it */
    ENDED,   /* detached, and only the kernel still needs it */
};

struct stubs_thread {
    struct stubs_thread *self; /* first: by the psABI the thread pointer points to its own address */
    struct stubs_thread *next; /* of those that were not joined yet */
    unsigned number;           /* the kernel's */
    pthread_t id;
    uint32_t over; /* word of stubs_sleep() that changes with is_over */
    uint32_t runs; /* futex word: the kernel makes it 0 when the thread needs nothing any more */
    enum thread_fate fate;
    bool is_over; /* it has returned or called pthread_exit() */
    struct _reent *reent;
    void *(*function)(void *);
    void *argument, *result;
    struct _pthread_cleanup_context *cleanups;
    int cancel_state, cancel_type;
    pthread_attr_t attributes;
    char name[NAME_SIZE];
    void *block; /* what to free */
    const void *values[KEYS];
    uint32_t value_made[KEYS]; /* which key of that number the value is of */

    /* Signals: see signals.h. */
    sigset_t blocked, pending;
    sigset_t awaited; /* of those that it blocks: it takes them itself */
    volatile unsigned handled, interrupted;
    struct stubs_lock waiting_lock; /* orders `pending` and `waiting` */
    uint32_t *waiting;              /* what to change and wake so that it looks for signals */
    bool reads_console;             /* and waits for its input, where no signal's sender wakes it */
    uint32_t idle;                  /* such a word for waits for nothing */

    struct _reent own_reent; /* the primary thread uses the library's */
};

/* The calling thread. */
static inline struct stubs_thread *stubs_self(void) {
    struct stubs_thread *self;

    __asm__("movq %%fs:0, %0" : "=r"(self));
    return self;
}

/* Those that are not joined or ended yet, the primary thread included. */
extern struct stubs_thread *stubs_threads;
extern struct stubs_lock stubs_threads_lock;

/* The thread of a number, while the caller holds the lock; a null pointer if there is none. */
struct stubs_thread *stubs_thread_find(pthread_t id);

/* How many threads run: with one there is nobody to wait for. And how many there may be. */
extern unsigned stubs_thread_count;
unsigned stubs_threads_most(void);

/* Make the primary thread, in memory of at least stubs_thread_size() bytes that is aligned to 64. */
size_t stubs_thread_size(void);
void stubs_thread_primary(void *memory);

/* A thread's block with its variables as they start; a null pointer if there is no memory. */
struct stubs_thread *stubs_thread_new(void);

/* Give back the block of a thread that has ended. */
void stubs_thread_free(struct stubs_thread *thread);

/* Forget a thread that has ended, or never began, and give back its block. */
void stubs_thread_remove(struct stubs_thread *thread);

/* Free the detached threads that the kernel is done with. */
void stubs_threads_sweep(void);

#endif
