/* C11's pthread_mutex_destroy(). */
#include <threads.h>

void mtx_destroy(mtx_t *mutex) {
    pthread_mutex_destroy(mutex);
}
