/* Returns: nobody can have cancelled the thread. Cannot fail. */
#include <pthread.h>

void pthread_testcancel(void) {
}
