/* opendir() of an open directory, whose descriptor is the stream's from then on. ENOTDIR, ENOMEM, EBADF. */
#include "descriptors.h"
#include "files_lock.h"
#include "node.h"
#include "streams.h"

#include <errno.h>

DIR *fdopendir(int descriptor) {
    files_lock();
    const struct open_file *file = stubs_file(descriptor);
    const bool is_directory = file != NULL && file->node != NULL && S_ISDIR(file->node->mode);

    files_unlock();
    if (is_directory)
        return stubs_stream_new(descriptor);
    if (file != NULL)
        errno = ENOTDIR;
    return NULL;
}
