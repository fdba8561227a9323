/* 1 for the console; 0 and ENOTTY for a pipe, 0 and EBADF for what is not open. */
#include "descriptors.h"

#include <errno.h>
#include <unistd.h>

int isatty(int descriptor) {
    const struct open_file *file = stubs_file(descriptor);

    if (file == NULL)
        return 0;
    if (file->pipe == NULL)
        return 1;
    errno = ENOTTY;
    return 0;
}
