/* Conditions: a queue that is filled and emptied, everybody woken at once, and timeouts of both clocks. */
#include "check.h"

enum { ITEMS = 2000, ROOM = 4 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t is_filled = PTHREAD_COND_INITIALIZER, is_emptied = PTHREAD_COND_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static unsigned queue[ROOM], first, filled, waiting;
static unsigned long sum;
static bool is_open;

static void *move(void *argument) {
    for (unsigned i = 0; i < ITEMS; i++) {
        pthread_mutex_lock(&mutex);
        if ((uintptr_t)argument % 2 == 0) {
            while (filled == ROOM)
                CHECK(pthread_cond_wait(&is_emptied, &mutex) == 0);
            queue[(first + filled++) % ROOM] = i;
            CHECK(pthread_cond_signal(&is_filled) == 0);
        } else {
            while (filled == 0)
                CHECK(pthread_cond_wait(&is_filled, &mutex) == 0);
            sum += queue[first];
            first = (first + 1) % ROOM;
            filled--;
            CHECK(pthread_cond_signal(&is_emptied) == 0);
        }
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void *wait_until_open(void *argument) {
    pthread_mutex_lock(&mutex);
    waiting++;
    while (waiting < THREADS && argument == (void *)(THREADS - 1)) {
        pthread_mutex_unlock(&mutex);
        sched_yield();
        pthread_mutex_lock(&mutex);
    }
    if (argument == (void *)(THREADS - 1)) {
        is_open = true;
        CHECK(pthread_cond_broadcast(&opened) == 0);
    }
    while (!is_open)
        CHECK(pthread_cond_wait(&opened, &mutex) == 0);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void check_timeout(clockid_t clock) {
    pthread_condattr_t attributes;
    pthread_cond_t condition;
    struct timespec soon, now;

    CHECK(pthread_condattr_init(&attributes) == 0 && pthread_condattr_setclock(&attributes, clock) == 0);
    CHECK(pthread_condattr_getclock(&attributes, &clock) == 0 && pthread_cond_init(&condition, &attributes) == 0);
    pthread_mutex_lock(&mutex);
    soon = in_ms(clock, 20);
    while (pthread_cond_timedwait(&condition, &mutex, &soon) == 0)
        ;
    clock_gettime(clock, &now);
    CHECK(now.tv_sec > soon.tv_sec || (now.tv_sec == soon.tv_sec && now.tv_nsec >= soon.tv_nsec));
    CHECK(pthread_cond_timedwait(&condition, &mutex, &soon) == ETIMEDOUT);
    CHECK(pthread_mutex_unlock(&mutex) == 0 && pthread_cond_destroy(&condition) == 0);
}

void check_conditions(void) {
    in_threads(move);
    CHECK(sum == THREADS / 2 * (unsigned long)ITEMS * (ITEMS - 1) / 2 && filled == 0);
    in_threads(wait_until_open);
    check_timeout(CLOCK_REALTIME);
    check_timeout(CLOCK_MONOTONIC);
}
