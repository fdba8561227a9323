/* Returns 1 for a descriptor of the console, so that stdio buffers by lines; 0 and EBADF for any other. */
#include "console.h"

#include <unistd.h>

int isatty(int descriptor) {
    return stubs_console_has(descriptor);
}
