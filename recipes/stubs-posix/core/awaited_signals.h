/* Waiting for signals that have no handler run. */
#ifndef STUBS_AWAITED_SIGNALS_H
#define STUBS_AWAITED_SIGNALS_H

#include <signal.h>
#include <stdint.h>

/*
 * Take one of the signals of a set, which the calling thread blocks, waiting for it until the monotonic clock reads
 * `until_ns`. Returns it; or -EAGAIN: that was the time; -EINTR: a handler of another ran. Panics, with the name of
 * the call, when nothing can send one.
 */
int stubs_await_signal(sigset_t set, uint64_t until_ns, const char *deadlock);

#endif
