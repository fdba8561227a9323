/* Sets the value of a key for the calling thread; EINVAL. */
#include "keys.h"

#include <errno.h>
#include <stddef.h>

int pthread_setspecific(pthread_key_t key, const void *value) {
    const void **place = stubs_key_value(key);

    if (place == NULL)
        return EINVAL;
    *place = value;
    return 0;
}
