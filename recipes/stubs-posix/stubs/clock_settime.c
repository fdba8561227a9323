/* Refuses, ENOSYS: the kernel's clocks cannot be set. */
#include <errno.h>
#include <stubs/refused.h>
#include <time.h>

int clock_settime(clockid_t clock, const struct timespec *time) {
    (void)clock;
    (void)time;
    return stub_refused("clock_settime", ENOSYS);
}
