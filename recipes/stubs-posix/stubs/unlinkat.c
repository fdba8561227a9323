/*
 * Takes a name away, of an empty directory with AT_REMOVEDIR, else of anything else. What has no name and is not open
 * is gone, and its memory given back. EISDIR, ENOTEMPTY, EBUSY for the root, EINVAL, and what a path can be refused
 * with.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <fcntl.h>
#include <unistd.h>

static int take_away(int descriptor, const char *path, int flags) {
    struct place place;
    int error;

    if (flags & ~AT_REMOVEDIR)
        return -EINVAL;
    error = stubs_find(descriptor, path, WALK_NAME, &place);
    return error != 0 ? error : stubs_remove(&place, flags & AT_REMOVEDIR);
}

int unlinkat(int descriptor, const char *path, int flags) {
    files_lock();
    const int result = take_away(descriptor, path, flags);
    files_unlock();
    return (int)stubs_result(result);
}
