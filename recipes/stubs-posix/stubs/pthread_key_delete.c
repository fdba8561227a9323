/* Gives a key back; its destructor is not called. EINVAL. */
#include "keys.h"

#include <errno.h>

int pthread_key_delete(pthread_key_t key) {
    uint32_t made = key < KEYS ? __atomic_load_n(&stubs_keys[key].made, __ATOMIC_RELAXED) : 0;

    if (made % 2 == 0 || !__atomic_compare_exchange_n(&stubs_keys[key].made, &made, made + 1, false, __ATOMIC_RELEASE,
                                                      __ATOMIC_RELAXED))
        return EINVAL;
    return 0;
}
