/*
 * Makes an empty file or a FIFO, with the permissions that umask() leaves. Refuses devices (EPERM): there are none
 * but those of /dev. EINVAL, EEXIST, ENOSPC (no memory), and what a path can be refused with.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <stubs/refused.h>
#include <sys/stat.h>

static int make(int descriptor, const char *path, mode_t mode) {
    const mode_t type = mode & S_IFMT;
    struct place place;
    int error;

    if (S_ISCHR(type) || S_ISBLK(type)) {
        stub_refused("mknod", EPERM);
        return -EPERM;
    }
    if (type != 0 && !S_ISREG(type) && !S_ISFIFO(type))
        return -EINVAL;
    error = stubs_find(descriptor, path, WALK_NAME, &place);
    if (error != 0)
        return error;
    return stubs_make(&place, (type != 0 ? type : S_IFREG) | (mode & ALLPERMS & ~stubs_mask));
}

int mknodat(int descriptor, const char *path, mode_t mode, dev_t device) {
    (void)device;
    files_lock();
    const int result = make(descriptor, path, mode);
    files_unlock();
    return (int)stubs_result(result);
}
