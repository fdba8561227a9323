/* The locks that newlib asks for (<sys/lock.h>): all may be taken again by the thread that holds them. */
#include "lock.h"
#include "streams_lock.h"
#include "threads.h"

#include <guest/kernel.h>
#include <stdlib.h>
#include <sys/lock.h>

struct __lock {
    struct stubs_lock lock;
    uint32_t owner; /* the kernel's number of the thread */
    uint32_t depth;
};

struct __lock __lock___arc4random_mutex, __lock___at_quick_exit_mutex, __lock___atexit_recursive_mutex;
struct __lock __lock___dd_hash_mutex, __lock___env_recursive_mutex, __lock___malloc_recursive_mutex;
struct __lock __lock___sfp_recursive_mutex, __lock___sinit_recursive_mutex, __lock___tz_mutex;

static uint32_t caller(void) {
    return stubs_self()->number;
}

unsigned stubs_library_lock_owner(_LOCK_T lock) {
    return __atomic_load_n(&lock->owner, __ATOMIC_RELAXED);
}

void __retarget_lock_init(_LOCK_T *lock) {
    *lock = calloc(1, sizeof **lock);
    if (*lock == NULL)
        kernel_panic("out of memory: no room for a lock of the C library");
}

void __retarget_lock_close(_LOCK_T lock) {
    free(lock);
}

int __retarget_lock_try_acquire(_LOCK_T lock) {
    /* Nobody else ever writes the caller's number there. */
    if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) != caller()) {
        if (!stubs_lock_try(&lock->lock))
            return 0;
        __atomic_store_n(&lock->owner, caller(), __ATOMIC_RELAXED);
    }
    lock->depth++;
    return 1;
}

void __retarget_lock_acquire(_LOCK_T lock) {
    if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) != caller()) {
        stubs_lock(&lock->lock);
        __atomic_store_n(&lock->owner, caller(), __ATOMIC_RELAXED);
    }
    lock->depth++;
}

void __retarget_lock_release(_LOCK_T lock) {
    if (--lock->depth != 0)
        return;
    __atomic_store_n(&lock->owner, 0, __ATOMIC_RELAXED);
    stubs_unlock(&lock->lock);
}

void __retarget_lock_init_recursive(_LOCK_T *lock) __attribute__((alias("__retarget_lock_init")));
void __retarget_lock_close_recursive(_LOCK_T lock) __attribute__((alias("__retarget_lock_close")));
int __retarget_lock_try_acquire_recursive(_LOCK_T lock) __attribute__((alias("__retarget_lock_try_acquire")));
void __retarget_lock_acquire_recursive(_LOCK_T lock) __attribute__((alias("__retarget_lock_acquire")));
void __retarget_lock_release_recursive(_LOCK_T lock) __attribute__((alias("__retarget_lock_release")));
