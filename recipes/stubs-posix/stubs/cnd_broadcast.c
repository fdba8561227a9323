/* C11's pthread_cond_broadcast(). */
#include <threads.h>

int cnd_broadcast(cnd_t *condition) {
    return pthread_cond_broadcast(condition) == 0 ? thrd_success : thrd_error;
}
