/*
 * The next name in a directory, `.` and `..` first; a null pointer at the end. Names that come and go meanwhile may
 * be left out or told; all others are told once. EBADF for no directory.
 */
#include "streams.h"

#include <errno.h>

struct dirent *readdir(DIR *directory) {
    if (directory == NULL) {
        errno = EBADF;
        return NULL;
    }
    return stubs_stream_next(directory, &directory->entry) ? &directory->entry : NULL;
}
