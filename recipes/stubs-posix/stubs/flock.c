/*
 * Locks a file for all open files but this one and its duplicates (LOCK_EX), or for those that want to be alone
 * (LOCK_SH), or no more (LOCK_UN). EWOULDBLOCK with LOCK_NB, else it waits: EINTR, and EDEADLK when nobody could
 * unlock it. EINVAL, also for what has no name, such as a pipe; EBADF.
 */
#include "files_lock.h"
#include "flocks.h"
#include "result.h"

#include <fcntl.h>

static int change(int descriptor, int operation) {
    struct open_file *file = stubs_file(descriptor);
    const int lock = operation & ~LOCK_NB;
    int result;

    if (file == NULL)
        return -EBADF;
    if (file->node == NULL || (lock != LOCK_SH && lock != LOCK_EX && lock != LOCK_UN))
        return -EINVAL;
    if (lock == LOCK_UN) {
        stubs_flock_drop(file);
        return 0;
    }
    stubs_file_hold(file);
    result = stubs_flock(file, lock, !(operation & LOCK_NB));
    stubs_file_release(file);
    return result;
}

int flock(int descriptor, int operation) {
    files_lock();
    const int result = change(descriptor, operation);

    files_unlock();
    return (int)stubs_result(result);
}
