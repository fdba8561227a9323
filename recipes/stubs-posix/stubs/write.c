/*
 * Writes a file, blocking while a pipe is full. Less than all, or ENOSPC, when the memory is full. EFBIG; EDEADLK
 * when nobody else could empty the pipe, or EAGAIN if it may not block; EPIPE and SIGPIPE when nobody can read it,
 * EINTR when a handler without SA_RESTART ran, EBADF also for a descriptor that is not written.
 */
#include "transfers.h"

#include <unistd.h>

ssize_t write(int descriptor, const void *bytes, size_t count) {
    return stubs_write(descriptor, bytes, count, NULL);
}
