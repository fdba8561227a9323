/* C11's pthread_getspecific(). */
#include <threads.h>

void *tss_get(tss_t key) {
    return pthread_getspecific(key);
}
