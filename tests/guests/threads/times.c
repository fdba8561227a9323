/* Waits that end at a time, by either clock. */
#include "check.h"

#include <semaphore.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;

static bool is_over(clockid_t clock, const struct timespec *until) {
    struct timespec now;

    clock_gettime(clock, &now);
    return now.tv_sec > until->tv_sec || (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec);
}

/* What another thread holds. */
static void *wait_until(void *argument) {
    const clockid_t clock = (clockid_t)(uintptr_t)argument;
    const struct timespec soon = in_ms(clock, 20);

    CHECK(pthread_mutex_clocklock(&mutex, clock, &soon) == ETIMEDOUT && is_over(clock, &soon));
    CHECK(pthread_rwlock_clockrdlock(&lock, clock, &soon) == ETIMEDOUT);
    CHECK(pthread_rwlock_clockwrlock(&lock, clock, &soon) == ETIMEDOUT);
    CHECK(sem_clockwait(&semaphore, clock, &soon) == -1 && errno == ETIMEDOUT);
    return NULL;
}

static void check_clock(clockid_t clock) {
    const struct timespec soon = in_ms(clock, 20), past = {.tv_sec = -1}, never = {.tv_sec = INT64_MAX};
    pthread_t thread;

    CHECK(pthread_mutex_lock(&mutex) == 0 && pthread_rwlock_wrlock(&lock) == 0);
    CHECK(pthread_create(&thread, NULL, wait_until, (void *)(uintptr_t)clock) == 0 &&
          pthread_join(thread, NULL) == 0);
    while (pthread_cond_clockwait(&condition, &mutex, clock, &soon) == 0)
        ;
    CHECK(is_over(clock, &soon) && pthread_cond_clockwait(&condition, &mutex, clock, &past) == ETIMEDOUT);
    CHECK(pthread_mutex_unlock(&mutex) == 0 && pthread_rwlock_unlock(&lock) == 0);
    CHECK(pthread_mutex_clocklock(&mutex, clock, &past) == 0 && pthread_mutex_unlock(&mutex) == 0);
    CHECK(pthread_rwlock_clockrdlock(&lock, clock, &past) == 0 && pthread_rwlock_unlock(&lock) == 0);
    CHECK(pthread_rwlock_clockwrlock(&lock, clock, &never) == 0 && pthread_rwlock_unlock(&lock) == 0);
    CHECK(sem_post(&semaphore) == 0 && sem_clockwait(&semaphore, clock, &never) == 0);
}

static void check_refused(void) {
    const struct timespec now = in_ms(CLOCK_REALTIME, 0), wrong = {.tv_nsec = -1};

    CHECK(pthread_mutex_lock(&mutex) == 0);
    CHECK(pthread_cond_clockwait(&condition, &mutex, CLOCK_PROCESS_CPUTIME_ID, &now) == EINVAL);
    CHECK(pthread_cond_clockwait(&condition, &mutex, CLOCK_MONOTONIC, &wrong) == EINVAL);
    CHECK(pthread_mutex_clocklock(&mutex, CLOCK_THREAD_CPUTIME_ID, &now) == EINVAL);
    CHECK(pthread_mutex_unlock(&mutex) == 0);
    CHECK(sem_clockwait(&semaphore, CLOCK_PROCESS_CPUTIME_ID, &now) == -1 && errno == EINVAL);
}

static void *end_when_raised(void *argument) {
    CHECK(sem_wait(argument) == 0);
    return argument;
}

static void check_joins(void) {
    const struct timespec soon = in_ms(CLOCK_REALTIME, 20), wrong = {.tv_nsec = -1};
    pthread_t thread;
    void *result = NULL;

    CHECK(pthread_create(&thread, NULL, end_when_raised, &semaphore) == 0);
    CHECK(pthread_tryjoin_np(thread, &result) == EBUSY && pthread_timedjoin_np(thread, &result, &wrong) == EINVAL);
    CHECK(pthread_timedjoin_np(thread, &result, &soon) == ETIMEDOUT && is_over(CLOCK_REALTIME, &soon));
    CHECK(result == NULL && sem_post(&semaphore) == 0);
    while (pthread_tryjoin_np(thread, &result) == EBUSY)
        sched_yield();
    CHECK(result == &semaphore && pthread_tryjoin_np(thread, &result) == ESRCH);
    CHECK(pthread_create(&thread, NULL, end_when_raised, &semaphore) == 0 && sem_post(&semaphore) == 0);
    CHECK(pthread_timedjoin_np(thread, NULL, &(struct timespec){.tv_sec = INT64_MAX}) == 0);
    CHECK(pthread_tryjoin_np(pthread_self(), NULL) == EDEADLK);
}

void check_times(void) {
    CHECK(sem_init(&semaphore, 0, 0) == 0);
    check_clock(CLOCK_REALTIME);
    check_clock(CLOCK_MONOTONIC);
    check_refused();
    check_joins();
}
