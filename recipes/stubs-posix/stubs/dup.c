/* Another descriptor, the lowest that is free, for the same open file; EBADF, EMFILE. */
#include "descriptors.h"

#include <unistd.h>

int dup(int descriptor) {
    struct open_file *file = stubs_file(descriptor);

    return file == NULL ? -1 : stubs_descriptor_new(file, 0);
}
