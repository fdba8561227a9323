/* The table of keys. */
#include "keys.h"

#include <stddef.h>

struct stubs_key stubs_keys[KEYS];

struct stubs_key *stubs_key(pthread_key_t key) {
    return key < KEYS && stubs_keys[key].used ? &stubs_keys[key] : NULL;
}
