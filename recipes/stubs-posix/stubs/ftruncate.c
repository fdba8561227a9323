/* Refuses: neither console nor pipe has a length (EINVAL); EBADF. */
#include "descriptors.h"

#include <errno.h>
#include <stubs/refused.h>
#include <unistd.h>

int ftruncate(int descriptor, off_t length) {
    (void)length;
    return stubs_file(descriptor) == NULL ? -1 : stub_refused("ftruncate", EINVAL);
}
