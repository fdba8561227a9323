/*
 * Tells how a descriptor of the console was opened, which is what fdopen() asks (F_GETFL, F_GETFD). Refuses EBADF
 * without one, EINVAL for all else: nothing can be changed or duplicated.
 */
#include "console.h"

#include <errno.h>
#include <fcntl.h>

int fcntl(int descriptor, int command, ...) {
    if (!stubs_console_has(descriptor))
        return -1;
    switch (command) {
    case F_GETFL:
        return descriptor == 0 ? O_RDONLY : O_WRONLY;
    case F_GETFD:
        return 0;
    default:
        errno = EINVAL;
        return -1;
    }
}
