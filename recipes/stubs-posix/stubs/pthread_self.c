/* The number of the calling thread; the primary thread has 1. Cannot fail. */
#include "threads.h"

pthread_t pthread_self(void) {
    return stubs_self()->id;
}
