/* C11's pthread_cond_signal(). */
#include <threads.h>

int cnd_signal(cnd_t *condition) {
    return pthread_cond_signal(condition) == 0 ? thrd_success : thrd_error;
}
