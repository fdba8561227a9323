#include "transfers.h"

#include "descriptors.h"
#include "files_lock.h"
#include "node.h"
#include "result.h"

#include <fcntl.h>

/* The open file, if it is there and may be used so; else a null pointer, and the error. */
static struct open_file *begin(int descriptor, int forbidden, const off_t *position, ssize_t *error) {
    struct open_file *file = stubs_file(descriptor);

    *error = 0;
    if (file == NULL || (file->flags & O_ACCMODE) == forbidden)
        *error = -EBADF;
    else if (position != NULL && file->kind->seek == NULL)
        *error = -ESPIPE;
    else if (position != NULL && *position < 0)
        *error = -EINVAL;
    if (*error != 0)
        return NULL;
    stubs_file_hold(file);
    return file;
}

static bool is_folder(const struct open_file *file) {
    return file->node != NULL && S_ISDIR(file->node->mode);
}

ssize_t stubs_read(int descriptor, void *bytes, size_t count, off_t *position) {
    ssize_t result;

    files_lock();
    struct open_file *file = begin(descriptor, O_WRONLY, position, &result);
    if (file != NULL) {
        off_t *at = position != NULL ? position : &file->position;
        result = count == 0 && !is_folder(file) ? 0 : file->kind->read(file, bytes, count, at);
        stubs_file_release(file);
    }
    files_unlock();
    return stubs_result(result);
}

ssize_t stubs_write(int descriptor, const void *bytes, size_t count, off_t *position) {
    ssize_t result;

    files_lock();
    struct open_file *file = begin(descriptor, O_RDONLY, position, &result);
    if (file != NULL) {
        off_t *at = position != NULL ? position : &file->position;
        result = count == 0 ? 0 : file->kind->write(file, bytes, count, at);
        stubs_file_release(file);
    }
    files_unlock();
    return stubs_result(result);
}
