/* The one thread is number 1. Cannot fail. */
#include <pthread.h>

pthread_t pthread_self(void) {
    return 1;
}
