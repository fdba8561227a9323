/* Makes a directory that of relative paths. ENOTDIR, and what a path can be refused with. */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <fcntl.h>
#include <unistd.h>

static int change(const char *path) {
    struct place place;
    const int error = stubs_find_node(AT_FDCWD, path, WALK_FOLLOW, &place);

    if (error != 0)
        return error;
    if (!S_ISDIR(place.node->mode))
        return -ENOTDIR;
    stubs_work_in(place.node);
    return 0;
}

int chdir(const char *path) {
    files_lock();
    const int result = change(path);
    files_unlock();
    return (int)stubs_result(result);
}
