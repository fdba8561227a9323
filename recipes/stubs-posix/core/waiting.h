/* Waiting, as calls that block do it. */
#ifndef STUBS_WAITING_H
#define STUBS_WAITING_H

#include <stdbool.h>
#include <stdint.h>

#define FOREVER UINT64_MAX

/* What is added to a word of stubs_sleep by who sends a signal to the thread that sleeps. */
enum { SLEEP_STEP = 16 };

/*
 * kernel_futex_wait(), but for signals that other threads send to this one: they end it, and handlers run before it
 * returns. They change the word by SLEEP_STEP, so only words that count something may be slept on.
 */
int stubs_sleep(uint32_t *word, uint32_t expected, uint64_t until_ns);

/* The same, but the caller has the handlers run, by stubs_deliver_pending(). */
int stubs_nap(uint32_t *word, uint32_t expected, uint64_t until_ns);

/*
 * Wait until a word is no longer `seen` or it was woken, which returns 1, or until the monotonic clock reads
 * `until_ns`: 0; -1 and EINTR or EDEADLK, as stubs_wait().
 */
int stubs_wait_word(uint32_t *word, uint32_t seen, uint64_t until_ns, bool restarts);

/*
 * Wait for one of the kernel's `events` or until the monotonic clock reads `until_ns`. Returns the events, or 0 when
 * it was the time; -1 and EINTR when a signal's handler ran (`restarts`: one without SA_RESTART), -1 and EDEADLK when
 * nothing can ever end it. Signals of other threads do not end a wait for an event.
 */
int stubs_wait(unsigned events, uint64_t until_ns, bool restarts);

#endif
