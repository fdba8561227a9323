/* Takes any advice, all of which asks for nothing here. Returns EINVAL, ESPIPE for a pipe, EBADF. */
#include "descriptors.h"
#include "files_lock.h"

#include <errno.h>
#include <fcntl.h>

static int advise(const struct open_file *file, off_t length, int advice) {
    if (file == NULL)
        return EBADF;
    if (file->pipe != NULL)
        return ESPIPE;
    return length < 0 || advice < POSIX_FADV_NORMAL || advice > POSIX_FADV_NOREUSE ? EINVAL : 0;
}

int posix_fadvise(int descriptor, off_t offset, off_t length, int advice) {
    const int error = errno;

    (void)offset;
    files_lock();
    const int result = advise(stubs_file(descriptor), length, advice);
    files_unlock();
    errno = error;
    return result;
}
