/*
 * Notes the owner and the group of what a path leads to; -1 leaves one as it is. They mean nothing to the user, who
 * is 0. EINVAL, and what a path can be refused with.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <fcntl.h>
#include <unistd.h>

static int change(int descriptor, const char *path, uid_t owner, gid_t group, int flags) {
    struct place place;
    const int error = stubs_find_node_at(descriptor, path, flags, &place);

    if (error == 0)
        stubs_node_chown(place.node, owner, group);
    return error;
}

int fchownat(int descriptor, const char *path, uid_t owner, gid_t group, int flags) {
    files_lock();
    const int result = change(descriptor, path, owner, group, flags);
    files_unlock();
    return (int)stubs_result(result);
}
