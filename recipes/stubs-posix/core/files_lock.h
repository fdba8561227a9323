/*
 * The one lock of descriptors, open files and the tree of files: every stub that touches any of them holds it, and
 * gives it up only while it waits (stubs_files_wait). A signal's handler may call no stub of files that its own
 * thread is in the midst of.
 */
#ifndef STUBS_FILES_LOCK_H
#define STUBS_FILES_LOCK_H

#include "lock.h"
#include "waiting.h"

extern struct stubs_lock stubs_files_lock;
extern unsigned stubs_files_waiters; /* threads in stubs_files_wait */

/* Have all that wait look again. */
void stubs_files_changed(void);

static inline void files_lock(void) {
    stubs_lock(&stubs_files_lock);
}

/* Whatever was done under the lock may be what others wait for. */
static inline void files_unlock(void) {
    if (stubs_files_waiters != 0)
        stubs_files_changed();
    stubs_unlock(&stubs_files_lock);
}

/*
 * Wait without the lock, as stubs_wait() does; or until another thread has done something to files, which returns
 * more than 0.
 */
int stubs_files_wait(unsigned events, uint64_t until_ns, bool restarts);

/* Say whether the calling thread reads console input: no sender of a signal wakes it then. */
void stubs_files_read_console(bool reads);

#endif
