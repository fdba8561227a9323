/* Makes attributes unusable. Cannot fail. */
#include <pthread.h>

int pthread_barrierattr_destroy(pthread_barrierattr_t *attributes) {
    attributes->is_initialized = 0;
    return 0;
}
