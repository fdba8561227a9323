/*
 * Futexes of the stubs, for words that a signal's sender cannot change as stubs_sleep() needs it: those of mutexes,
 * for one. Who waits stands in a list and sleeps on a word of its own, so that signals find it.
 */
#ifndef STUBS_PARKING_H
#define STUBS_PARKING_H

#include <stdint.h>

/*
 * Wait until stubs_unpark() or the monotonic clock reads `until_ns`, if the word is `expected`. Handlers may run, and
 * end it. 0, -KERNEL_ETIMEDOUT, or -KERNEL_EDEADLK when no other thread could end it.
 */
int stubs_park(const uint32_t *word, uint32_t expected, uint64_t until_ns);

/* Wake up to `count` of those that wait, first in, first out. The word is not looked at, and may be gone. */
void stubs_unpark(const uint32_t *word, unsigned count);

#endif
