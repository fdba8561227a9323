/* C11's pthread_key_create(). */
#include <threads.h>

int tss_create(tss_t *key, tss_dtor_t destructor) {
    return pthread_key_create(key, destructor) == 0 ? thrd_success : thrd_error;
}
