/*
 * Gives what a path leads to another name, in the place of what had it, at once. EISDIR, ENOTDIR, ENOTEMPTY, EINVAL
 * for a directory into itself, EBUSY for the root and for names of dots, ENOSPC (no memory), and what a path can be
 * refused with.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <stdio.h>

static int give(int from, const char *old, int to, const char *new) {
    struct place there, place;
    int error = stubs_find(from, old, WALK_NAME, &there);

    if (error == 0)
        error = stubs_find(to, new, WALK_NAME, &place);
    return error != 0 ? error : stubs_rename(&there, &place);
}

int renameat(int from, const char *old, int to, const char *new) {
    files_lock();
    const int result = give(from, old, to, new);
    files_unlock();
    return (int)stubs_result(result);
}
