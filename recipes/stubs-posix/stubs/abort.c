/* Ends the guest as SIGABRT does, whether or not it is blocked or ignored, or a handler returns: 128 + SIGABRT. */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

void abort(void) {
    static bool has_begun;
    const sigset_t it = (sigset_t)1 << SIGABRT;

    /* A handler that calls it again is not called again. */
    if (!__atomic_exchange_n(&has_begun, true, __ATOMIC_RELAXED)) {
        pthread_sigmask(SIG_UNBLOCK, &it, NULL);
        raise(SIGABRT);
    }
    _exit(128 + SIGABRT);
}
