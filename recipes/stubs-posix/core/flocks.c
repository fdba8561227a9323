#include "flocks.h"

#include "files_lock.h"
#include "node.h"

#include <errno.h>
#include <fcntl.h>

void stubs_flock_drop(struct open_file *file) {
    if (file->lock == LOCK_SH)
        file->node->shared--;
    else if (file->lock == LOCK_EX)
        file->node->exclusive--;
    file->lock = 0;
}

static bool is_kept_out(const struct node *node, int lock) {
    return node->exclusive != 0 || (lock == LOCK_EX && node->shared != 0);
}

int stubs_flock(struct open_file *file, int lock, bool waits) {
    stubs_flock_drop(file);
    while (is_kept_out(file->node, lock)) {
        if (!waits)
            return -EWOULDBLOCK;
        if (stubs_files_wait(0, FOREVER, true) < 0)
            return -errno;
    }
    file->lock = lock;
    file->node->shared += lock == LOCK_SH;
    file->node->exclusive += lock == LOCK_EX;
    return 0;
}
