/* Mutexes and spin locks between threads. */
#include "check.h"

enum { ROUNDS = 5000 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_spinlock_t spin;
static long counted, spun;
static int is_inside;

static void *count(void *argument) {
    for (int i = 0; i < ROUNDS; i++) {
        CHECK(pthread_mutex_lock(&mutex) == 0);
        CHECK(is_inside++ == 0);
        counted++;
        is_inside--;
        CHECK(pthread_mutex_unlock(&mutex) == 0);
        CHECK(pthread_spin_lock(&spin) == 0);
        spun++;
        CHECK(pthread_spin_unlock(&spin) == 0);
    }
    return argument;
}

static void *stranger(void *argument) {
    pthread_mutex_t *held = argument;
    const struct timespec soon = in_ms(CLOCK_REALTIME, 20);

    CHECK(pthread_mutex_unlock(held) == EPERM && pthread_mutex_trylock(held) == EBUSY);
    CHECK(pthread_mutex_timedlock(held, &soon) == ETIMEDOUT && pthread_mutex_destroy(held) == EBUSY);
    CHECK(pthread_mutex_timedlock(held, &(struct timespec){.tv_nsec = -1}) == EINVAL);
    CHECK(pthread_mutex_timedlock(held, &(struct timespec){.tv_sec = -1}) == ETIMEDOUT);
    return NULL;
}

static void *lock_it(void *argument) {
    CHECK(pthread_mutex_lock(argument) == 0);
    CHECK(pthread_mutex_unlock(argument) == 0);
    return NULL;
}

static void check_type(int type) {
    pthread_mutexattr_t attributes;
    pthread_mutex_t held;
    pthread_t thread, waiter;

    CHECK(pthread_mutexattr_init(&attributes) == 0 && pthread_mutexattr_settype(&attributes, type) == 0);
    CHECK(pthread_mutex_init(&held, &attributes) == 0 && pthread_mutex_lock(&held) == 0);
    if (type == PTHREAD_MUTEX_RECURSIVE)
        CHECK(pthread_mutex_lock(&held) == 0 && pthread_mutex_unlock(&held) == 0);
    if (type == PTHREAD_MUTEX_ERRORCHECK)
        CHECK(pthread_mutex_lock(&held) == EDEADLK);
    CHECK(pthread_create(&thread, NULL, stranger, &held) == 0 && pthread_create(&waiter, NULL, lock_it, &held) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(pthread_mutex_unlock(&held) == 0 && pthread_join(waiter, NULL) == 0);
    CHECK(pthread_mutex_unlock(&held) == EPERM && pthread_mutex_destroy(&held) == 0);
}

static void check_refused(void) {
    pthread_mutexattr_t attributes;

    CHECK(pthread_mutexattr_init(&attributes) == 0);
    CHECK(pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT) == ENOTSUP);
    CHECK(pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_NONE) == 0);
    CHECK(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST) == ENOTSUP);
    CHECK(pthread_mutexattr_setrobust(&attributes, 9) == EINVAL);
    CHECK(pthread_mutexattr_setprioceiling(&attributes, 1) == ENOTSUP);
    CHECK(pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED) == 0);
}

void check_mutexes(void) {
    CHECK(pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE) == 0);
    in_threads(count);
    CHECK(counted == (long)ROUNDS * THREADS && spun == counted && pthread_spin_destroy(&spin) == 0);
    for (int type = PTHREAD_MUTEX_NORMAL; type <= PTHREAD_MUTEX_DEFAULT; type++)
        check_type(type);
    check_refused();
}
