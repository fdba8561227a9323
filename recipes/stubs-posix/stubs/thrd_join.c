/* C11's pthread_join(). */
#include <stdint.h>
#include <threads.h>

int thrd_join(thrd_t thread, int *result) {
    void *got;

    if (pthread_join(thread, &got) != 0)
        return thrd_error;
    if (result != NULL)
        *result = (int)(intptr_t)got;
    return thrd_success;
}
