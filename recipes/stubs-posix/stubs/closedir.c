/* Closes what opendir() opened. EBADF for no directory. */
#include "streams.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

int closedir(DIR *directory) {
    int result;

    if (directory == NULL) {
        errno = EBADF;
        return -1;
    }
    result = close(directory->descriptor);
    free(directory);
    return result;
}
