/* Closes a descriptor; EBADF if it is not open. */
#include "descriptors.h"

#include <unistd.h>

int close(int descriptor) {
    if (stubs_file(descriptor) == NULL)
        return -1;
    stubs_descriptor_drop(descriptor);
    return 0;
}
