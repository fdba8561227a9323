/* pipe() with O_NONBLOCK and O_CLOEXEC for both ends; EINVAL for any other flag. */
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int pipe2(int ends[2], int flags) {
    if (flags & ~(O_NONBLOCK | O_CLOEXEC)) {
        errno = EINVAL;
        return -1;
    }
    if (pipe(ends) < 0)
        return -1;
    for (int i = 0; i < 2; i++) {
        stubs_descriptors[ends[i]]->flags |= flags & O_NONBLOCK;
        stubs_close_on_exec[ends[i]] = (flags & O_CLOEXEC) != 0;
    }
    return 0;
}
