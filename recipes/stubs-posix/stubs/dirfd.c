/* The descriptor of an open directory. EINVAL for none. */
#include "streams.h"

#include <errno.h>

int dirfd(DIR *directory) {
    if (directory != NULL)
        return directory->descriptor;
    errno = EINVAL;
    return -1;
}
