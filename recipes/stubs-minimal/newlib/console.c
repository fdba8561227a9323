/* The console's descriptors: 0 is read, 1 and 2 are written. */
#include "console.h"

#include <errno.h>

bool stubs_console_closed[CONSOLE_DESCRIPTORS];

bool stubs_console_has(int descriptor) {
    if (descriptor >= 0 && descriptor < CONSOLE_DESCRIPTORS && !stubs_console_closed[descriptor])
        return true;
    errno = EBADF;
    return false;
}
