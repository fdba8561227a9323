/*
 * The absolute path, without symbolic links, of what a path leads to; into new memory if there is no `resolved`.
 * EINVAL, ENOENT, ENAMETOOLONG, ENOMEM, and what a path can be refused with.
 */
#include "files_lock.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* Puts the path somewhere in `text` and returns where; or a null pointer, and errno is set. */
static const char *find(const char *path, char text[PATH_MAX]) {
    struct place place;
    const int error = stubs_find_node(AT_FDCWD, path, WALK_FOLLOW, &place);
    const char *found = error != 0 ? NULL : stubs_path_of(&place, text);

    if (error != 0)
        errno = -error;
    else if (found == NULL)
        errno = S_ISDIR(place.node->mode) && place.node->links == 0 ? ENOENT : ENAMETOOLONG;
    return found;
}

char *realpath(const char *restrict path, char *restrict resolved) {
    char text[PATH_MAX];
    const char *found = NULL;

    if (path == NULL) {
        errno = EINVAL;
        return NULL;
    }
    files_lock();
    found = find(path, text);
    files_unlock();
    if (found == NULL)
        return NULL;
    return resolved == NULL ? strdup(found) : strcpy(resolved, found);
}
