/* What select() and poll() share. */
#ifndef STUBS_READINESS_H
#define STUBS_READINESS_H

#include <poll.h>
#include <stdint.h>

/*
 * Set the `revents` of `count` descriptors, waiting until at least one is set or the monotonic clock reads
 * `until_ns`. Returns how many have one, or -1 with EINTR or EDEADLK.
 */
int stubs_poll(struct pollfd *polled, nfds_t count, uint64_t until_ns);

#endif
