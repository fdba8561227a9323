/*
 * Reads what a symbolic link says, as much of it as there is room for and without a NUL. EINVAL for what is none, and
 * what a path can be refused with.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <string.h>
#include <unistd.h>

static long read_target(int descriptor, const char *path, char *target, size_t size) {
    struct place place;
    const int error = stubs_find_node(descriptor, path, WALK_LINK, &place);
    size_t length;

    if (error != 0)
        return error;
    if (!S_ISLNK(place.node->mode) || size == 0)
        return -EINVAL;
    length = strnlen(place.node->target, size);
    memcpy(target, place.node->target, length);
    stubs_node_mark(place.node, ACCESSED);
    return (long)length;
}

ssize_t readlinkat(int descriptor, const char *restrict path, char *restrict target, size_t size) {
    files_lock();
    const long result = read_target(descriptor, path, target, size);
    files_unlock();
    return stubs_result(result);
}
