/* C11's pthread_mutex_trylock(). */
#include "standard_threads.h"

int mtx_trylock(mtx_t *mutex) {
    return stubs_standard(pthread_mutex_trylock(mutex));
}
