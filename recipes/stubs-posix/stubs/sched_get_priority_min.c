/* 0, of SCHED_OTHER; refuses EINVAL for other policies. */
#include <errno.h>
#include <sched.h>
#include <stubs/refused.h>

int sched_get_priority_min(int policy) {
    return policy == SCHED_OTHER ? 0 : stub_refused("sched_get_priority_min", EINVAL);
}
