/* Cuts a file's end off, or has it read as zero up to a length. EISDIR, EINVAL, and what a path can be refused with.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <fcntl.h>
#include <unistd.h>

static int cut(const char *path, off_t length) {
    struct place place;
    int error = -EINVAL;

    if (length >= 0)
        error = stubs_find_node(AT_FDCWD, path, WALK_FOLLOW, &place);
    if (error != 0)
        return error;
    if (!S_ISREG(place.node->mode))
        return S_ISDIR(place.node->mode) ? -EISDIR : -EINVAL;
    stubs_node_resize(place.node, length);
    return 0;
}

int truncate(const char *path, off_t length) {
    files_lock();
    const int result = cut(path, length);

    files_unlock();
    return (int)stubs_result(result);
}
