/* Where in a directory readdir() is, for seekdir(). EBADF for no directory. */
#include "streams.h"

#include <errno.h>
#include <unistd.h>

long telldir(DIR *directory) {
    if (directory != NULL)
        return lseek(directory->descriptor, 0, SEEK_CUR);
    errno = EBADF;
    return -1;
}
