/* Locks for readers and writers. */
#include "check.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static long left, right;

static void *read_and_write(void *argument) {
    for (int i = 0; i < 1000; i++) {
        if (i % 4 == 0) {
            CHECK(pthread_rwlock_wrlock(&lock) == 0);
            left++;
            right--;
        } else {
            CHECK(pthread_rwlock_rdlock(&lock) == 0);
            CHECK(left == -right);
        }
        CHECK(pthread_rwlock_unlock(&lock) == 0);
    }
    return argument;
}

static void *while_read(void *argument) {
    const struct timespec soon = in_ms(CLOCK_REALTIME, 20);

    CHECK(pthread_rwlock_tryrdlock(&lock) == 0 && pthread_rwlock_unlock(&lock) == 0);
    CHECK(pthread_rwlock_trywrlock(&lock) == EBUSY && pthread_rwlock_timedwrlock(&lock, &soon) == ETIMEDOUT);
    return argument;
}

static void *while_written(void *argument) {
    const struct timespec soon = in_ms(CLOCK_REALTIME, 20);

    CHECK(pthread_rwlock_tryrdlock(&lock) == EBUSY && pthread_rwlock_timedrdlock(&lock, &soon) == ETIMEDOUT);
    CHECK(pthread_rwlock_unlock(&lock) == EPERM && pthread_rwlock_destroy(&lock) == EBUSY);
    return argument;
}

void check_rwlocks(void) {
    in_threads(read_and_write);
    CHECK(left == 250 * THREADS && right == -left);
    CHECK(pthread_rwlock_rdlock(&lock) == 0);
    in_threads(while_read);
    CHECK(pthread_rwlock_unlock(&lock) == 0 && pthread_rwlock_wrlock(&lock) == 0);
    in_threads(while_written);
    CHECK(pthread_rwlock_wrlock(&lock) == EDEADLK && pthread_rwlock_rdlock(&lock) == EDEADLK);
    CHECK(pthread_rwlock_unlock(&lock) == 0 && pthread_rwlock_unlock(&lock) == EPERM);
    CHECK(pthread_rwlock_destroy(&lock) == 0 && pthread_rwlock_rdlock(&lock) == EINVAL);
}
