/* write() at a position, O_APPEND or not, which stays that of the descriptor. ESPIPE for console and pipes, EINVAL.
 */
#include "transfers.h"

#include <unistd.h>

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t position) {
    return stubs_write(descriptor, bytes, count, &position);
}
