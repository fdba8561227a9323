/* Opens a directory to read its names. ENOTDIR, EMFILE, ENOMEM, and what a path can be refused with. */
#include "streams.h"

#include <fcntl.h>
#include <unistd.h>

DIR *opendir(const char *path) {
    const int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = descriptor < 0 ? NULL : stubs_stream_new(descriptor);

    if (descriptor >= 0 && directory == NULL)
        close(descriptor);
    return directory;
}
