/* Waiting for the end of a thread. */
#ifndef STUBS_JOINING_H
#define STUBS_JOINING_H

#include <pthread.h>
#include <stdint.h>

/*
 * Wait until a thread has ended, or the monotonic clock reads `until_ns`; tell what it returned, and forget it. 0,
 * ETIMEDOUT; ESRCH, EINVAL if it is detached or another joins it, EDEADLK.
 */
int stubs_join(pthread_t id, void **result, uint64_t until_ns);

#endif
