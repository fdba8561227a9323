/* chown() of an open file; EINVAL for one without a name ever, EBADF. */
#include "descriptors.h"
#include "files_lock.h"
#include "node.h"
#include "result.h"

#include <unistd.h>

static int change(int descriptor, uid_t owner, gid_t group) {
    const struct open_file *file = stubs_file(descriptor);

    if (file == NULL)
        return -EBADF;
    if (file->node == NULL)
        return -EINVAL;
    stubs_node_chown(file->node, owner, group);
    return 0;
}

int fchown(int descriptor, uid_t owner, gid_t group) {
    files_lock();
    const int result = change(descriptor, owner, group);
    files_unlock();
    return (int)stubs_result(result);
}
