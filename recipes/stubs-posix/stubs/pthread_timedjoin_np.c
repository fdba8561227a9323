/* pthread_join() until the time: ETIMEDOUT, and the thread can be joined still. */
#include "clocks.h"
#include "joining.h"

#include <time.h>

int pthread_timedjoin_np(pthread_t id, void **result, const struct timespec *until) {
    uint64_t until_ns;
    const int error = stubs_monotonic(CLOCK_REALTIME, until, &until_ns);

    return error == 0 ? stubs_join(id, result, until_ns) : error;
}
