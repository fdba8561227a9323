/* The table of keys. A value that was set for an earlier key of the same number is none. */
#include "keys.h"

#include "threads.h"

#include <stddef.h>

struct stubs_key stubs_keys[KEYS];

static uint32_t made(pthread_key_t key) {
    return __atomic_load_n(&stubs_keys[key].made, __ATOMIC_ACQUIRE);
}

const void **stubs_key_value(pthread_key_t key) {
    struct stubs_thread *self = stubs_self();

    if (key >= KEYS || made(key) % 2 == 0)
        return NULL;
    if (self->value_made[key] != made(key)) {
        self->value_made[key] = made(key);
        self->values[key] = NULL;
    }
    return &self->values[key];
}

static bool destroy_round(void) {
    bool any = false;

    for (pthread_key_t key = 0; key < KEYS; key++) {
        const void **place = stubs_key_value(key);
        void (*const destructor)(void *) = stubs_keys[key].destructor;
        void *value = place == NULL ? NULL : (void *)*place;

        if (value == NULL || destructor == NULL)
            continue;
        *place = NULL;
        destructor(value);
        any = true;
    }
    return any;
}

void stubs_keys_destroy(void) {
    /* Destructors may set data again. */
    for (int round = 0; round < PTHREAD_DESTRUCTOR_ITERATIONS && destroy_round(); round++)
        ;
}
