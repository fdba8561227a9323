/* Thread-specific data of the one thread. */
#ifndef STUBS_KEYS_H
#define STUBS_KEYS_H

#include <pthread.h>
#include <stdbool.h>

enum { KEYS = 128 };

struct stubs_key {
    bool used;
    void (*destructor)(void *);
    const void *value;
};

extern struct stubs_key stubs_keys[KEYS];

/* The key of a number, or a null pointer if it is none. */
struct stubs_key *stubs_key(pthread_key_t key);

#endif
