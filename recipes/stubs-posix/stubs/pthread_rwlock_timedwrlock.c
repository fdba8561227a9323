/* pthread_rwlock_clockwrlock() by the clock of the day. */
#include <pthread.h>
#include <time.h>

int pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *until) {
    return pthread_rwlock_clockwrlock(lock, CLOCK_REALTIME, until);
}
