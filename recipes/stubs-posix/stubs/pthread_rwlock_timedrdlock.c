/* pthread_rwlock_clockrdlock() by the clock of the day. */
#include <pthread.h>
#include <time.h>

int pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *until) {
    return pthread_rwlock_clockrdlock(lock, CLOCK_REALTIME, until);
}
