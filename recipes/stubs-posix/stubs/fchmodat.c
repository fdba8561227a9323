/*
 * Notes the permissions of what a path leads to; they keep the user, who is 0, from nothing but executing. EOPNOTSUPP
 * for a symbolic link itself, EINVAL, and what a path can be refused with.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <fcntl.h>

static int change(int descriptor, const char *path, mode_t mode, int flags) {
    struct place place;
    const int error = stubs_find_node_at(descriptor, path, flags, &place);

    if (error != 0)
        return error;
    if (S_ISLNK(place.node->mode))
        return -EOPNOTSUPP;
    stubs_node_chmod(place.node, mode);
    return 0;
}

int fchmodat(int descriptor, const char *path, mode_t mode, int flags) {
    files_lock();
    const int result = change(descriptor, path, mode, flags);
    files_unlock();
    return (int)stubs_result(result);
}
