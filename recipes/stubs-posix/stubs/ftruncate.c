/* Cuts an open file's end off, or has it read as zero up to a length. EINVAL also for what is no file or not written,
 * EBADF. */
#include "descriptors.h"
#include "files_lock.h"
#include "node.h"
#include "result.h"

#include <fcntl.h>
#include <unistd.h>

static int cut(const struct open_file *file, off_t length) {
    if (length < 0)
        return -EINVAL;
    if (file == NULL)
        return -EBADF;
    if (file->resize == NULL || (file->flags & O_ACCMODE) == O_RDONLY)
        return -EINVAL;
    file->resize(file->node, length);
    return 0;
}

int ftruncate(int descriptor, off_t length) {
    files_lock();
    const int result = cut(stubs_file(descriptor), length);

    files_unlock();
    return (int)stubs_result(result);
}
