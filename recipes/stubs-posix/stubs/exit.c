/*
 * Calls what atexit() was told, writes out what streams hold, and ends the guest. A stream that another thread has
 * while it sleeps, as one that waits for input does, is left as it is.
 */
#include "streams_lock.h"
#include "threads.h"

#include <guest/kernel.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATIENCE_NS = 1000000 };

/* newlib's. Weak: a program without streams has none of it. */
void __call_exitprocs(int status, void *object);
int _fwalk_reent(struct _reent *reent, int (*function)(struct _reent *, FILE *)) __attribute__((weak));
int _fflush_r(struct _reent *reent, FILE *stream) __attribute__((weak));

/* Whether a thread will not go on soon: it sleeps, or has ended. */
static bool is_asleep(unsigned number) {
    const struct stubs_thread *thread;

    stubs_lock(&stubs_threads_lock);
    for (thread = stubs_threads; thread != NULL && (thread->number != number || thread->is_over);)
        thread = thread->next;
    const bool is = thread == NULL || __atomic_load_n(&thread->waiting, __ATOMIC_RELAXED) != NULL ||
                    __atomic_load_n(&thread->reads_console, __ATOMIC_RELAXED);
    stubs_unlock(&stubs_threads_lock);
    return is;
}

static bool take(_LOCK_RECURSIVE_T lock) {
    while (!__lock_try_acquire_recursive(lock)) {
        const unsigned owner = stubs_library_lock_owner(lock);
        if (owner != 0 && is_asleep(owner))
            return false;
        kernel_wait(0, kernel_clock_monotonic_ns() + PATIENCE_NS);
    }
    return true;
}

static int write_out(struct _reent *reent, FILE *stream) {
    _LOCK_RECURSIVE_T lock = stream->_lock;

    if (!take(lock))
        return 0;
    _fflush_r(reent, stream);
    __lock_release_recursive(lock);
    return 0;
}

void exit(int status) {
    __call_exitprocs(status, NULL);
    if (_global_impure_ptr->__cleanup != NULL)
        _fwalk_reent(_global_impure_ptr, write_out);
    _exit(status);
}
