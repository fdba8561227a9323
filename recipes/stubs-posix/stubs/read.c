/*
 * Reads a file, blocking until there is something; 0 at its end, at that of input, and when nobody can write a pipe
 * any more. EAGAIN if it would block and may not, EINTR when a handler without SA_RESTART ran, EDEADLK from a pipe
 * that nobody else could fill, EISDIR, EBADF also for a descriptor that is not read.
 */
#include "transfers.h"

#include <unistd.h>

ssize_t read(int descriptor, void *bytes, size_t count) {
    return stubs_read(descriptor, bytes, count, NULL);
}
