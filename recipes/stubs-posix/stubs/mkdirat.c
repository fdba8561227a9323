/*
 * Makes a directory, with the permissions that umask() leaves. EEXIST, EMLINK, ENOSPC (no memory), and what a path
 * can be refused with.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <sys/stat.h>

static int make(int descriptor, const char *path, mode_t mode) {
    struct place place;
    const int error = stubs_find(descriptor, path, WALK_NAME, &place);

    if (error != 0)
        return error;
    return stubs_make(&place, S_IFDIR | (mode & (ACCESSPERMS | S_ISVTX) & ~stubs_mask));
}

int mkdirat(int descriptor, const char *path, mode_t mode) {
    files_lock();
    const int result = make(descriptor, path, mode);
    files_unlock();
    return (int)stubs_result(result);
}
