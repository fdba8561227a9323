/* C11's pthread_exit(). */
#include <stdint.h>
#include <threads.h>

_Noreturn void thrd_exit(int result) {
    pthread_exit((void *)(intptr_t)result);
}
