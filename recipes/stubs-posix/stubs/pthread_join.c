/* Waits until a thread has ended, and tells what it returned. ESRCH, EINVAL if it is detached or another joins it,
 * EDEADLK. */
#include "joining.h"
#include "waiting.h"

int pthread_join(pthread_t id, void **result) {
    return stubs_join(id, result, FOREVER);
}
