/* Reads console input from descriptor 0, blocking until there is some; 0 at its end. EBADF on any other descriptor.
 */
#include "console.h"

#include <errno.h>
#include <guest/kernel.h>
#include <unistd.h>

ssize_t read(int descriptor, void *bytes, size_t count) {
    if (!stubs_console_has(descriptor))
        return -1;
    if (descriptor != 0) {
        errno = EBADF;
        return -1;
    }
    if (count == 0)
        return 0;

    long got = kernel_console_read(bytes, count);
    if (got < 0) {
        errno = (int)-got;
        return -1;
    }
    return got;
}
