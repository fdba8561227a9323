/* Makes `wanted` another descriptor for the same open file, closing it first; EBADF. */
#include "descriptors.h"

#include <errno.h>
#include <unistd.h>

int dup2(int descriptor, int wanted) {
    struct open_file *file = stubs_file(descriptor);

    if (file == NULL)
        return -1;
    if (wanted < 0 || wanted >= DESCRIPTORS) {
        errno = EBADF;
        return -1;
    }
    if (wanted == descriptor)
        return wanted;
    if (stubs_descriptors[wanted] != NULL)
        stubs_descriptor_drop(wanted);
    return stubs_descriptor_new(file, wanted);
}
