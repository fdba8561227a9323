/* C11's pthread_equal(). */
#include <threads.h>

int thrd_equal(thrd_t one, thrd_t other) {
    return pthread_equal(one, other);
}
