/*
 * Takes a signal of a set, which is blocked, and tells of it, waiting for a time: EAGAIN. EINTR when a handler ran,
 * EINVAL.
 */
#include "awaited_signals.h"
#include "nanoseconds.h"
#include "waiting.h"

#include <errno.h>
#include <guest/kernel.h>

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict information,
                 const struct timespec *restrict time) {
    int signal;

    if (time != NULL && !is_timespec(time)) {
        errno = EINVAL;
        return -1;
    }
    signal = stubs_await_signal(*set, time == NULL ? FOREVER : kernel_clock_monotonic_ns() + from_timespec(time),
                                "deadlock: sigwaitinfo waits for a signal, and nothing can send one");
    if (signal < 0) {
        errno = -signal;
        return -1;
    }
    if (information != NULL)
        *information = (siginfo_t){.si_signo = signal, .si_code = SI_USER, .si_pid = 1};
    return signal;
}
