/* C11's pthread_cond_destroy(). */
#include <threads.h>

void cnd_destroy(cnd_t *condition) {
    pthread_cond_destroy(condition);
}
