/* Refuses: neither console nor pipe is kept anywhere (EINVAL); EBADF. */
#include "descriptors.h"

#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int fsync(int descriptor) {
    return stubs_file(descriptor) == NULL ? -1 : stub_refused("fsync", EINVAL);
}
