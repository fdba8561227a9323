/* Makes a key for thread-specific data, of which there are 128; EAGAIN. */
#include "keys.h"
#include "lock.h"

#include <errno.h>

static struct stubs_lock making;

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) {
    int result = EAGAIN;

    stubs_lock(&making);
    for (pthread_key_t i = 0; result != 0 && i < KEYS; i++) {
        if (stubs_keys[i].made % 2 != 0)
            continue;
        stubs_keys[i].destructor = destructor;
        __atomic_fetch_add(&stubs_keys[i].made, 1, __ATOMIC_RELEASE);
        *key = i;
        result = 0;
    }
    stubs_unlock(&making);
    return result;
}
