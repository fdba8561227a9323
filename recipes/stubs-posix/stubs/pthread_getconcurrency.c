/* 0: there are as many threads of the kernel as the program makes. Cannot fail. */
#include <pthread.h>

int pthread_getconcurrency(void) {
    return 0;
}
