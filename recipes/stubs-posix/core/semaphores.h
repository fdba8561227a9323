/* A semaphore: its value, and a word that counts how often it was raised, for those that sleep. */
#ifndef STUBS_SEMAPHORES_H
#define STUBS_SEMAPHORES_H

#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

enum { SEMAPHORE_MARK = 0x53454d31 };

/* Whether it is a semaphore; if not, errno is EINVAL. */
bool stubs_is_semaphore(const sem_t *semaphore);

/* Lower it if it is not 0. */
bool stubs_semaphore_lower(sem_t *semaphore);

/* Lower it, waiting until the monotonic clock reads `until_ns`; -1 and EINTR, ETIMEDOUT, EDEADLK or EINVAL. */
int stubs_semaphore_wait(sem_t *semaphore, uint64_t until_ns);

#endif
