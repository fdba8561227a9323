/* pthread_mutex_clocklock() by the clock of the day. */
#include <pthread.h>
#include <time.h>

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until) {
    return pthread_mutex_clocklock(mutex, CLOCK_REALTIME, until);
}
