/* read() at a position, which stays that of the descriptor. ESPIPE for console and pipes, EINVAL. */
#include "transfers.h"

#include <unistd.h>

ssize_t pread(int descriptor, void *bytes, size_t count, off_t position) {
    return stubs_read(descriptor, bytes, count, &position);
}
