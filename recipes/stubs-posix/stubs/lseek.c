/* Refuses: neither console nor pipe has a position (ESPIPE); EBADF. */
#include "descriptors.h"

#include <errno.h>
#include <unistd.h>

off_t lseek(int descriptor, off_t offset, int whence) {
    (void)offset;
    (void)whence;
    if (stubs_file(descriptor) != NULL)
        errno = ESPIPE;
    return -1;
}
