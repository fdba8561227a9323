/* Locks of whole files by flock(): of open files, which may keep each other out. */
#ifndef STUBS_FLOCKS_H
#define STUBS_FLOCKS_H

#include "descriptors.h"

/*
 * Let an open file that has a node have a lock (LOCK_SH or LOCK_EX) instead of the one that it has. -EWOULDBLOCK if
 * others keep it out; then it has none. `waits`: wait until they do not; -EINTR, -EDEADLK.
 */
int stubs_flock(struct open_file *file, int lock, bool waits);

void stubs_flock_drop(struct open_file *file);

#endif
