/* Waiting for a word. */
#ifndef KITTEN_FUTEX_H
#define KITTEN_FUTEX_H

#include <kitten/task.h>

/* Wake up to `count` tasks that wait for a word; returns how many. The lock of scheduling is held. */
unsigned futex_wake(const uint32_t *word, unsigned count);

/* A thread of the program began or ended: only those count that do not wait without end. The lock is held. */
void futex_count_started(void);
void futex_count_ended(const struct task *task);

/* Panic if nobody can wake anybody any more. The lock is held. */
void futex_check_able(void);

#endif
