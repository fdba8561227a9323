/*
 * Gives a file another name. Refuses directories (EPERM); EEXIST, EMLINK, EINVAL, ENOSPC (no memory), and what a path
 * can be refused with.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <fcntl.h>
#include <unistd.h>

static int give(int from, const char *old, int to, const char *new, int flags) {
    const enum walk walk = flags & AT_SYMLINK_FOLLOW ? WALK_FOLLOW : WALK_LINK;
    struct place there, place;
    int error;

    if (flags & ~AT_SYMLINK_FOLLOW)
        return -EINVAL;
    error = stubs_find_node(from, old, walk, &there);
    if (error == 0)
        error = stubs_find(to, new, WALK_NAME, &place);
    if (error != 0)
        return error;
    if (place.node == NULL && !place.has_slash && S_ISDIR(there.node->mode))
        return -EPERM;
    return stubs_link(&place, there.node);
}

int linkat(int from, const char *old, int to, const char *new, int flags) {
    files_lock();
    const int result = give(from, old, to, new, flags);
    files_unlock();
    return (int)stubs_result(result);
}
