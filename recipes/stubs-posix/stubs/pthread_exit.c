/* Destroys thread-specific data and ends the program with status 0: the last thread has ended. Cannot fail. */
#include "keys.h"

#include <stdlib.h>

enum { ROUNDS = 4 }; /* destructors may set data again */

static bool destroy_round(void) {
    bool any = false;

    for (int i = 0; i < KEYS; i++) {
        void *value = (void *)stubs_keys[i].value;
        if (!stubs_keys[i].used || stubs_keys[i].destructor == NULL || value == NULL)
            continue;
        stubs_keys[i].value = NULL;
        stubs_keys[i].destructor(value);
        any = true;
    }
    return any;
}

void pthread_exit(void *result) {
    (void)result;
    for (int round = 0; round < ROUNDS && destroy_round(); round++)
        ;
    exit(0);
}
