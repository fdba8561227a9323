/* Succeeds for a file, which is where it will ever be. EINVAL for console and pipes, EBADF. */
#include "descriptors.h"
#include "files_lock.h"
#include "result.h"

#include <unistd.h>

int fsync(int descriptor) {
    files_lock();
    const struct open_file *file = stubs_file(descriptor);
    const int result = file == NULL ? -EBADF : file->node == NULL || file->pipe != NULL ? -EINVAL : 0;

    files_unlock();
    return (int)stubs_result(result);
}
