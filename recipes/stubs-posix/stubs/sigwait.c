/* Takes a signal of a set, which is blocked, waiting until one is sent; a panic when nothing can send one. Cannot
 * fail. */
#include "awaited_signals.h"
#include "waiting.h"

#include <errno.h>

int sigwait(const sigset_t *restrict set, int *restrict signal) {
    do
        *signal = stubs_await_signal(*set, FOREVER, "deadlock: sigwait waits for a signal, and nothing can send one");
    while (*signal == -EINTR);
    return 0;
}
