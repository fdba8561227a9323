/* The path of the directory of relative paths; into new memory if there is no `path`. ERANGE, EINVAL, ENOENT if it
 * was removed. */
#include "files_lock.h"
#include "tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The path, somewhere in `text`, or a null pointer. */
static const char *find(char text[PATH_MAX]) {
    const struct place place = {.node = stubs_working_directory()};

    return stubs_path_of(&place, text);
}

char *getcwd(char *path, size_t size) {
    char text[PATH_MAX];

    files_lock();
    const char *found = find(text);
    files_unlock();
    const size_t length = found == NULL ? 0 : strlen(found) + 1;
    if (path != NULL && size == 0)
        errno = EINVAL;
    else if (found == NULL)
        errno = ENOENT;
    else if (size != 0 && size < length)
        errno = ERANGE;
    else if (path != NULL || (path = malloc(size != 0 ? size : length)) != NULL)
        return memcpy(path, found, length);
    return NULL;
}
