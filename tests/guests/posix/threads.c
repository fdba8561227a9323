#include "check.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <time.h>

static unsigned called;

static void call(void) {
    called++;
}

static void *start(void *argument) {
    return argument;
}

static void check_mutexes(void) {
    static pthread_mutex_t fixed = PTHREAD_MUTEX_INITIALIZER;
    struct timespec until;
    pthread_mutexattr_t attributes;
    pthread_mutex_t mutex;
    int type;

    CHECK(pthread_mutex_lock(&fixed) == 0 && pthread_mutex_lock(&fixed) == EDEADLK);
    CHECK(pthread_mutex_trylock(&fixed) == EBUSY && pthread_mutex_destroy(&fixed) == EBUSY);
    clock_gettime(CLOCK_REALTIME, &until);
    CHECK(pthread_mutex_timedlock(&fixed, &until) == ETIMEDOUT);
    CHECK(pthread_mutex_unlock(&fixed) == 0 && pthread_mutex_unlock(&fixed) == EPERM);
    CHECK(pthread_mutex_timedlock(&fixed, &until) == 0 && pthread_mutex_unlock(&fixed) == 0);
    CHECK(pthread_mutex_destroy(&fixed) == 0 && pthread_mutex_lock(&fixed) == EINVAL);

    CHECK(pthread_mutexattr_init(&attributes) == 0);
    CHECK(pthread_mutexattr_settype(&attributes, 9) == EINVAL);
    CHECK(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE) == 0);
    CHECK(pthread_mutexattr_gettype(&attributes, &type) == 0 && type == PTHREAD_MUTEX_RECURSIVE);
    CHECK(pthread_mutex_init(&mutex, &attributes) == 0 && pthread_mutexattr_destroy(&attributes) == 0);
    CHECK(pthread_mutex_init(&mutex, &attributes) == EINVAL);
    for (int i = 0; i < 3; i++)
        CHECK(pthread_mutex_lock(&mutex) == 0);
    CHECK(pthread_mutex_trylock(&mutex) == 0);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_mutex_unlock(&mutex) == 0);
    CHECK(pthread_mutex_unlock(&mutex) == EPERM && pthread_mutex_destroy(&mutex) == 0);
}

static void check_conditions(void) {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition;
    pthread_condattr_t attributes;
    struct timespec start_time, until, end;

    CHECK(pthread_condattr_init(&attributes) == 0);
    CHECK(pthread_condattr_setclock(&attributes, CLOCK_PROCESS_CPUTIME_ID) == EINVAL);
    CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_cond_init(&condition, &attributes) == 0 && pthread_condattr_destroy(&attributes) == 0);
    CHECK(pthread_cond_signal(&condition) == 0 && pthread_cond_broadcast(&condition) == 0);
    clock_gettime(CLOCK_MONOTONIC, &start_time);
    const int64_t wanted = start_time.tv_sec * INT64_C(1000000000) + start_time.tv_nsec + 50000000;
    until = (struct timespec){.tv_sec = wanted / 1000000000, .tv_nsec = wanted % 1000000000};
    CHECK(pthread_cond_wait(&condition, &mutex) == EPERM &&
          pthread_cond_timedwait(&condition, &mutex, &until) == EPERM);
    CHECK(pthread_mutex_lock(&mutex) == 0);
    CHECK(pthread_cond_timedwait(&condition, &mutex, &until) == ETIMEDOUT);
    clock_gettime(CLOCK_MONOTONIC, &end);
    CHECK(end.tv_sec * INT64_C(1000000000) + end.tv_nsec >= wanted);
    CHECK(pthread_mutex_unlock(&mutex) == 0 && pthread_cond_destroy(&condition) == 0);
    CHECK(pthread_cond_signal(&condition) == EINVAL);
}

static void check_keys(void) {
    pthread_key_t key, keys[200];
    int count = 0;

    CHECK(pthread_key_create(&key, NULL) == 0 && pthread_getspecific(key) == NULL);
    CHECK(pthread_setspecific(key, &key) == 0 && pthread_getspecific(key) == &key);
    CHECK(pthread_key_delete(key) == 0 && pthread_key_delete(key) == EINVAL);
    CHECK(pthread_setspecific(key, &key) == EINVAL && pthread_getspecific(key) == NULL);
    while (count < 200 && pthread_key_create(&keys[count], NULL) == 0)
        count++;
    CHECK(count == 128 && pthread_getspecific(keys[0]) == NULL && pthread_key_create(&key, NULL) == EAGAIN);
    while (count-- > 0)
        CHECK(pthread_key_delete(keys[count]) == 0);
}

void check_threads(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_attr_t attributes;
    pthread_t thread;
    size_t size;
    int state;

    check_mutexes();
    check_conditions();
    check_keys();
    CHECK(pthread_equal(pthread_self(), pthread_self()) && !pthread_equal(pthread_self(), 7));
    CHECK(pthread_once(&once, call) == 0 && pthread_once(&once, call) == 0 && called == 1);
    CHECK(pthread_attr_init(&attributes) == 0 && pthread_attr_setstacksize(&attributes, 65536) == 0);
    CHECK(pthread_attr_getstacksize(&attributes, &size) == 0 && size == 65536);
    CHECK(pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0);
    CHECK(pthread_create(&thread, &attributes, start, NULL) == ENOSYS);
    CHECK(pthread_attr_destroy(&attributes) == 0 && pthread_attr_getstacksize(&attributes, &size) == EINVAL);
    CHECK(pthread_join(pthread_self(), NULL) == EDEADLK && pthread_join(7, NULL) == ESRCH);
    CHECK(pthread_detach(pthread_self()) == 0 && pthread_detach(7) == ESRCH);
    CHECK(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state) == 0 && state == PTHREAD_CANCEL_ENABLE);
    CHECK(pthread_setcancelstate(state, &state) == 0 && state == PTHREAD_CANCEL_DISABLE);
    CHECK(pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, NULL) == 0 && pthread_setcancelstate(7, NULL) == EINVAL);
    pthread_testcancel();
    CHECK(pthread_cancel(pthread_self()) == ENOSYS && pthread_cancel(7) == ESRCH);
    CHECK(pthread_atfork(call, call, call) == 0 && called == 1 && sched_yield() == 0);
}
