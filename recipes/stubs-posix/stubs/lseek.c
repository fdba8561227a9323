/*
 * Moves the position, also beyond the end, where there is nothing until it is written. ESPIPE for console and pipes,
 * EINVAL, EOVERFLOW, EBADF.
 */
#include "descriptors.h"
#include "files_lock.h"
#include "result.h"

#include <unistd.h>

off_t lseek(int descriptor, off_t offset, int whence) {
    files_lock();
    struct open_file *file = stubs_file(descriptor);
    off_t result = -EBADF;

    if (file != NULL)
        result = file->kind->seek == NULL ? -ESPIPE : file->kind->seek(file, offset, whence);
    files_unlock();
    return stubs_result(result);
}
