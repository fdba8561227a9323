/* The memory of the machine as a file system's. What a path can be refused with. */
#include "volume.h"

#include <unistd.h>

int statvfs(const char *restrict path, struct statvfs *restrict volume) {
    return access(path, F_OK) < 0 ? -1 : stubs_volume(volume);
}
