/*
 * Waits until console input, a pipe or a file (which always is) is ready, or for milliseconds (negative: for ever).
 * EINVAL for more descriptors than there are, EINTR when a handler ran, EDEADLK when nothing could end it.
 */
#include "readiness.h"

#include "descriptors.h"
#include "files_lock.h"

#include <errno.h>
#include <guest/kernel.h>

int poll(struct pollfd *polled, nfds_t count, int timeout) {
    uint64_t until = FOREVER;

    if (count > DESCRIPTORS) {
        errno = EINVAL;
        return -1;
    }
    if (timeout >= 0)
        until = timeout == 0 ? 0 : kernel_clock_monotonic_ns() + (uint64_t)timeout * 1000000;
    files_lock();
    const int ready = stubs_poll(polled, count, until);
    files_unlock();
    return ready;
}
