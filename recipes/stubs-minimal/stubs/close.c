/* Closes a descriptor of the console for good; EBADF for any other. */
#include "console.h"

#include <unistd.h>

int close(int descriptor) {
    if (!stubs_console_has(descriptor))
        return -1;
    stubs_console_closed[descriptor] = true;
    return 0;
}
