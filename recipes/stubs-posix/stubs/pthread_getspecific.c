/* The value of a key; a null pointer if none was set, or if it is no key. */
#include "keys.h"

void *pthread_getspecific(pthread_key_t key) {
    const struct stubs_key *found = stubs_key(key);

    return found == NULL ? NULL : (void *)found->value;
}
