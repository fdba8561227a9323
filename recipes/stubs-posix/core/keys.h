/* Keys of thread-specific data; the values are with the threads. */
#ifndef STUBS_KEYS_H
#define STUBS_KEYS_H

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { KEYS = PTHREAD_KEYS_MAX };

struct stubs_key {
    uint32_t made; /* how often a key of this number was made, and deleted: even while there is none */
    void (*destructor)(void *);
};

extern struct stubs_key stubs_keys[KEYS];

/* Where the calling thread has its value of a key; a null pointer if there is no such key. */
const void **stubs_key_value(pthread_key_t key);

/* Call the destructors of the calling thread's values. */
void stubs_keys_destroy(void);

#endif
