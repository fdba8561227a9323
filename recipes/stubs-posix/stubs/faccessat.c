/*
 * Whether a path is there and may be used as `mode` says. The user is 0, who may all but execute a file that nobody
 * may execute: EACCES. EINVAL, and what a path can be refused with: ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EBADF.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <fcntl.h>
#include <unistd.h>

static int check(int descriptor, const char *path, int mode, int flags) {
    const enum walk walk = flags & AT_SYMLINK_NOFOLLOW ? WALK_LINK : WALK_FOLLOW;
    struct place place;
    int error;

    if (mode & ~(R_OK | W_OK | X_OK) || flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW))
        return -EINVAL;
    error = stubs_find_node(descriptor, path, walk, &place);
    if (error != 0)
        return error;
    return mode & X_OK && !S_ISDIR(place.node->mode) && !(place.node->mode & 0111) ? -EACCES : 0;
}

int faccessat(int descriptor, const char *path, int mode, int flags) {
    files_lock();
    const int result = check(descriptor, path, mode, flags);
    files_unlock();
    return (int)stubs_result(result);
}
