/* readdir() into memory of the caller's; returns 0, or EBADF. */
#include "streams.h"

#include <errno.h>

int readdir_r(DIR *restrict directory, struct dirent *restrict entry, struct dirent **restrict result) {
    const int error = errno;

    if (directory == NULL)
        return EBADF;
    errno = 0;
    *result = stubs_stream_next(directory, entry) ? entry : NULL;
    const int failed = errno;
    errno = error;
    return failed;
}
