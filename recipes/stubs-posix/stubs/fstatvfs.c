/* The memory of the machine as a file system's. EBADF. */
#include "volume.h"

#include "descriptors.h"

int fstatvfs(int descriptor, struct statvfs *volume) {
    return stubs_file(descriptor) == NULL ? -1 : stubs_volume(volume);
}
