/* Waiting, as calls that block do it. */
#ifndef STUBS_WAITING_H
#define STUBS_WAITING_H

#include <stdbool.h>
#include <stdint.h>

#define FOREVER UINT64_MAX

/*
 * Wait for one of the kernel's `events` or until the monotonic clock reads `until_ns`. Returns the events, or 0 when
 * it was the time; -1 and EINTR when a signal's handler ran (`restarts`: one without SA_RESTART), -1 and EDEADLK when
 * nothing can ever end it.
 */
int stubs_wait(unsigned events, uint64_t until_ns, bool restarts);

#endif
