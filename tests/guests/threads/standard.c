/* The threads of C11 are POSIX's under other names. */
#include "check.h"

#include <threads.h>

static mtx_t mutex;
static cnd_t changed;
static tss_t key;
static once_flag flag = ONCE_FLAG_INIT;
static int counted, calls, destroyed, turn;

static void count_call(void) {
    calls++;
}

static void destroy(void *value) {
    (void)value;
    __atomic_fetch_add(&destroyed, 1, __ATOMIC_RELAXED);
}

static int count(void *argument) {
    call_once(&flag, count_call);
    CHECK(tss_get(key) == NULL && tss_set(key, &counted) == thrd_success && tss_get(key) == &counted);
    for (unsigned i = 0; i < often; i++) {
        CHECK(mtx_lock(&mutex) == thrd_success);
        counted++;
        CHECK(mtx_unlock(&mutex) == thrd_success);
    }
    if (argument == NULL)
        thrd_exit(7);
    return *(int *)argument;
}

static int take_turns(void *parity) {
    mtx_lock(&mutex);
    for (unsigned i = 0; i < often; i++) {
        while (turn % 2 != *(int *)parity)
            cnd_wait(&changed, &mutex);
        turn++;
        cnd_broadcast(&changed);
    }
    mtx_unlock(&mutex);
    return 0;
}

static int try_locks(void *other) {
    const struct timespec past = {0};

    CHECK(mtx_trylock(other) == thrd_busy && mtx_timedlock(other, &past) == thrd_timedout);
    return 0;
}

static void run_both(int (*function)(void *), void *first, void *second, int expected_first, int expected_second) {
    thrd_t threads[2];
    int results[2];

    CHECK(thrd_create(&threads[0], function, first) == thrd_success);
    CHECK(thrd_create(&threads[1], function, second) == thrd_success);
    CHECK(thrd_join(threads[0], &results[0]) == thrd_success && thrd_join(threads[1], &results[1]) == thrd_success);
    CHECK(results[0] == expected_first && results[1] == expected_second);
}

void check_standard(void) {
    const struct timespec past = {0}, moment = {.tv_nsec = 1000}, none = {.tv_nsec = -1};
    int numbers[] = {0, 1, -3};
    mtx_t recursive;

    CHECK(mtx_init(&mutex, mtx_plain) == thrd_success && cnd_init(&changed) == thrd_success);
    CHECK(mtx_init(&recursive, 99) == thrd_error && mtx_init(&recursive, mtx_recursive | mtx_timed) == thrd_success);
    CHECK(tss_create(&key, destroy) == thrd_success);
    run_both(count, NULL, &numbers[2], 7, -3);
    CHECK(counted == (int)(2 * often) && calls == 1 && destroyed == 2);
    run_both(take_turns, &numbers[0], &numbers[1], 0, 0);
    CHECK(turn == (int)(2 * often));
    CHECK(mtx_lock(&recursive) == thrd_success && mtx_trylock(&recursive) == thrd_success);
    run_both(try_locks, &recursive, &recursive, 0, 0);
    CHECK(mtx_lock(&mutex) == thrd_success && cnd_timedwait(&changed, &mutex, &past) == thrd_timedout);
    CHECK(mtx_unlock(&mutex) == thrd_success && cnd_signal(&changed) == thrd_success);
    CHECK(thrd_equal(thrd_current(), thrd_current()) && thrd_sleep(&moment, NULL) == 0 &&
          thrd_sleep(&none, NULL) < -1);
    thrd_yield();
    mtx_destroy(&recursive);
    mtx_destroy(&mutex);
    cnd_destroy(&changed);
    tss_delete(key);
}
