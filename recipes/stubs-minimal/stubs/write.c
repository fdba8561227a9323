/* Writes to the console by descriptor 1 or 2, blocking until the device took all of it. EBADF on any other. */
#include "console.h"

#include <errno.h>
#include <guest/kernel.h>
#include <unistd.h>

ssize_t write(int descriptor, const void *bytes, size_t count) {
    if (!stubs_console_has(descriptor))
        return -1;
    if (descriptor == 0) {
        errno = EBADF;
        return -1;
    }

    long written = kernel_console_write(bytes, count);
    if (written < 0) {
        errno = (int)-written;
        return -1;
    }
    return written;
}
