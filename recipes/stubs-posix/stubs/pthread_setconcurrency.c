/* Takes a hint that means nothing here; EINVAL if it is negative. */
#include <errno.h>
#include <pthread.h>

int pthread_setconcurrency(int level) {
    return level < 0 ? EINVAL : 0;
}
