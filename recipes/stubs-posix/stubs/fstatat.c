/* Describes what a path leads to. EINVAL, and what a path can be refused with. */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <fcntl.h>

static int describe(int descriptor, const char *path, struct stat *status, int flags) {
    struct place place;
    const int error = stubs_find_node_at(descriptor, path, flags, &place);

    if (error == 0)
        stubs_node_status(place.node, status);
    return error;
}

int fstatat(int descriptor, const char *restrict path, struct stat *restrict status, int flags) {
    files_lock();
    const int result = describe(descriptor, path, status, flags);
    files_unlock();
    return (int)stubs_result(result);
}
