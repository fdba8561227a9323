/*
 * Sets when what a path leads to was read and written: to times, to now (UTIME_NOW, or no times at all), or not
 * (UTIME_OMIT). EINVAL, and what a path can be refused with.
 */
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <fcntl.h>

static int change(int descriptor, const char *path, const struct timespec *times, int flags) {
    struct place place;
    const int error = stubs_find_node_at(descriptor, path, flags, &place);

    return error != 0 ? error : stubs_node_utime(place.node, times);
}

int utimensat(int descriptor, const char *path, const struct timespec *times, int flags) {
    files_lock();
    const int result = change(descriptor, path, times, flags);

    files_unlock();
    return (int)stubs_result(result);
}
