/* Describes an open file: the console is a character device, a pipe a FIFO; EBADF. */
#include "descriptors.h"
#include "files_lock.h"
#include "node.h"

#include <string.h>

static void describe(const struct open_file *file, struct stat *status) {
    memset(status, 0, sizeof *status);
    status->st_mode = file->kind->mode;
    status->st_nlink = 1;
    status->st_blksize = 1024;
}

int fstat(int descriptor, struct stat *status) {
    files_lock();
    struct open_file *file = stubs_file(descriptor);

    if (file != NULL && file->node != NULL)
        file->describe(file->node, status);
    else if (file != NULL)
        describe(file, status);
    files_unlock();
    return file != NULL ? 0 : -1;
}
