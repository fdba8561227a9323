/* pthread_join() until the time: ETIMEDOUT, and the thread can be joined still. */
#include "clocks.h"
#include "joining.h"

#include <errno.h>
#include <time.h>

int pthread_timedjoin_np(pthread_t id, void **result, const struct timespec *until) {
    const int before = errno;
    uint64_t until_ns;

    if (stubs_monotonic(CLOCK_REALTIME, until, &until_ns))
        return stubs_join(id, result, until_ns);
    errno = before;
    return EINVAL;
}
