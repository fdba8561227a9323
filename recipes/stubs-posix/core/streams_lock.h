/* The lock that newlib has for each of its streams. */
#ifndef STUBS_STREAMS_LOCK_H
#define STUBS_STREAMS_LOCK_H

#include <reent.h>
#include <stdio.h>
#include <sys/lock.h>

void __sinit(struct _reent *reent); /* newlib's: makes the standard streams */

/* The kernel's number of the thread that has a lock of the library; 0: none. It may be another one by now. */
unsigned stubs_library_lock_owner(_LOCK_T lock);

static inline _LOCK_RECURSIVE_T stubs_stream_lock(const FILE *stream) {
    if (!_REENT->__sdidinit)
        __sinit(_REENT);
    return stream->_lock;
}

#endif
