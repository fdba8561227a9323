/* C11's pthread_cond_init(). */
#include <threads.h>

int cnd_init(cnd_t *condition) {
    return pthread_cond_init(condition, NULL) == 0 ? thrd_success : thrd_error;
}
