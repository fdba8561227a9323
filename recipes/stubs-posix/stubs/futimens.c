/* utimensat() of an open file; EINVAL for console and pipes, EBADF. */
#include "descriptors.h"
#include "files_lock.h"
#include "node.h"
#include "result.h"

static int change(const struct open_file *file, const struct timespec *times) {
    if (file == NULL)
        return -EBADF;
    return file->node == NULL ? -EINVAL : stubs_node_utime(file->node, times);
}

int futimens(int descriptor, const struct timespec *times) {
    files_lock();
    const int result = change(stubs_file(descriptor), times);

    files_unlock();
    return (int)stubs_result(result);
}
