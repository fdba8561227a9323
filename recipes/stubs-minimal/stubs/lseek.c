/* Refuses: ESPIPE on the console, which has no position, EBADF on any other descriptor. */
#include "console.h"

#include <errno.h>
#include <unistd.h>

off_t lseek(int descriptor, off_t offset, int whence) {
    (void)offset;
    (void)whence;
    if (stubs_console_has(descriptor))
        errno = ESPIPE;
    return -1;
}
