/*
 * The one lock of descriptors, open files and the tree of files: every stub that touches any of them holds it, and
 * gives it up only while it waits (files_wait). Nothing to do while there is one thread: a signal's handler may call
 * no stub of files that its program is in the midst of.
 */
#ifndef STUBS_FILES_LOCK_H
#define STUBS_FILES_LOCK_H

#include "waiting.h"

static inline void files_lock(void) {
}

static inline void files_unlock(void) {
}

/* stubs_wait() without the lock. */
static inline int files_wait(unsigned events, uint64_t until_ns, bool restarts) {
    files_unlock();
    const int happened = stubs_wait(events, until_ns, restarts);
    files_lock();
    return happened;
}

#endif
