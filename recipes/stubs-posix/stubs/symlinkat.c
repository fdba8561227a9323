/*
 * Makes a symbolic link, to whatever `target` says. ENOENT for one that says nothing, ENAMETOOLONG, EEXIST, ENOSPC
 * (no memory), and what a path can be refused with.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int make(const char *target, int descriptor, const char *path) {
    const size_t length = strlen(target);
    struct place place;
    char *copy;
    int error;

    if (length == 0)
        return -ENOENT;
    if (length >= PATH_MAX)
        return -ENAMETOOLONG;
    error = stubs_find(descriptor, path, WALK_NAME, &place);
    if (error != 0)
        return error;
    copy = strdup(target);
    if (copy == NULL)
        return -ENOSPC;
    error = stubs_make(&place, S_IFLNK | ACCESSPERMS);
    if (error == 0)
        place.node->target = copy;
    else
        free(copy);
    return error;
}

int symlinkat(const char *target, int descriptor, const char *path) {
    files_lock();
    const int result = make(target, descriptor, path);
    files_unlock();
    return (int)stubs_result(result);
}
