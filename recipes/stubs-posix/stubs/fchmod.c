/* chmod() of an open file; EINVAL for one without a name ever, EBADF. */
#include "descriptors.h"
#include "files_lock.h"
#include "node.h"
#include "result.h"

#include <sys/stat.h>

static int change(int descriptor, mode_t mode) {
    const struct open_file *file = stubs_file(descriptor);

    if (file == NULL)
        return -EBADF;
    if (file->node == NULL)
        return -EINVAL;
    stubs_node_chmod(file->node, mode);
    return 0;
}

int fchmod(int descriptor, mode_t mode) {
    files_lock();
    const int result = change(descriptor, mode);
    files_unlock();
    return (int)stubs_result(result);
}
