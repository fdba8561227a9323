/* C11's pthread_key_delete(). */
#include <threads.h>

void tss_delete(tss_t key) {
    pthread_key_delete(key);
}
