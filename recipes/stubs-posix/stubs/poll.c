/*
 * Waits until console input or a pipe is ready, or for milliseconds (negative: for ever). EINVAL for more descriptors
 * than there are, EINTR when a handler ran, EDEADLK when nothing could end it.
 */
#include "readiness.h"

#include "descriptors.h"
#include "waiting.h"

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
    return stubs_poll(polled, count, until);
}
