/* chdir() to an open directory. ENOTDIR, EBADF. */
#include "descriptors.h"
#include "files_lock.h"
#include "result.h"
#include "tree.h"

#include <unistd.h>

static int change(int descriptor) {
    const struct open_file *file = stubs_file(descriptor);

    if (file == NULL)
        return -EBADF;
    if (file->node == NULL || !S_ISDIR(file->node->mode))
        return -ENOTDIR;
    stubs_work_in(file->node);
    return 0;
}

int fchdir(int descriptor) {
    files_lock();
    const int result = change(descriptor);
    files_unlock();
    return (int)stubs_result(result);
}
