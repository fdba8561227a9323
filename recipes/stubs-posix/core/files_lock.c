/*
 * Waiting for files. While the program has one thread nobody but the kernel and handlers can end that. With more, all
 * waiters sleep on one word, and console input comes to it by a thread of the kernel that does nothing else.
 */
#include "files_lock.h"

#include "threads.h"

#include <errno.h>
#include <guest/kernel.h>
#include <limits.h>

enum { WATCHER_STACK = 16384 };

struct stubs_lock stubs_files_lock;
unsigned stubs_files_waiters;

static uint32_t changes;
static uint32_t watched; /* whether somebody waits for console input */
static bool has_watcher;

void stubs_files_changed(void) {
    __atomic_fetch_add(&changes, SLEEP_STEP, __ATOMIC_RELEASE);
    kernel_futex_wake(&changes, UINT_MAX);
}

static void watch(void *nothing) {
    (void)nothing;
    for (;;) {
        while (__atomic_load_n(&watched, __ATOMIC_ACQUIRE) == 0) {
            if (kernel_futex_wait(&watched, 0, FOREVER) == -KERNEL_EDEADLK)
                kernel_panic("deadlock: all threads wait for one another, and none for input");
        }
        kernel_wait(KERNEL_CONSOLE_INPUT, FOREVER);
        __atomic_store_n(&watched, 0, __ATOMIC_RELEASE);
        stubs_files_changed();
    }
}

/* The caller holds the lock. */
static bool watch_console(void) {
    if (!has_watcher) {
        const long number = kernel_thread_start(
            &(struct kernel_thread){.entry = watch, .stack_size = WATCHER_STACK, .name = "console watcher"});
        if (number < 0) {
            errno = ENOMEM;
            return false;
        }
        has_watcher = true;
    }
    __atomic_store_n(&watched, 1, __ATOMIC_RELEASE);
    kernel_futex_wake(&watched, 1);
    return true;
}

int stubs_files_wait(unsigned events, uint64_t until_ns, bool restarts) {
    const uint32_t seen = __atomic_load_n(&changes, __ATOMIC_ACQUIRE);
    const bool is_alone = __atomic_load_n(&stubs_thread_count, __ATOMIC_RELAXED) == 1;
    int happened;

    if (events != 0 && !is_alone && !watch_console())
        return -1;
    stubs_files_waiters++;
    stubs_unlock(&stubs_files_lock); /* and not files_unlock(): nothing was done */
    if (events != 0 && is_alone)
        happened = stubs_wait(events, until_ns, restarts);
    else
        happened = stubs_wait_word(&changes, seen, until_ns, restarts);
    stubs_lock(&stubs_files_lock);
    stubs_files_waiters--;
    return happened;
}

void stubs_files_read_console(bool reads) {
    __atomic_store_n(&stubs_self()->reads_console, reads, __ATOMIC_RELAXED);
}
