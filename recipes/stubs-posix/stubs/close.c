/* Closes a descriptor; EBADF if it is not open. */
#include "descriptors.h"
#include "files_lock.h"

#include <unistd.h>

int close(int descriptor) {
    files_lock();
    const bool is_open = stubs_file(descriptor) != NULL;

    if (is_open)
        stubs_descriptor_drop(descriptor);
    files_unlock();
    return is_open ? 0 : -1;
}
