/* Makes a key for thread-specific data, of which there are 128; EAGAIN. */
#include "keys.h"

#include <errno.h>

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) {
    for (pthread_key_t i = 0; i < KEYS; i++) {
        if (stubs_keys[i].used)
            continue;
        stubs_keys[i] = (struct stubs_key){.used = true, .destructor = destructor};
        *key = i;
        return 0;
    }
    return EAGAIN;
}
