/* How threads begin and end. */
#include "check.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static unsigned detached_done;
static int order;

static void *square(void *argument) {
    return (void *)((uintptr_t)argument * (uintptr_t)argument);
}

static void *wait_at_gate(void *argument) {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return argument;
}

static void note(void *argument) {
    order = order * 10 + (int)(uintptr_t)argument;
}

static void *clean_up(void *argument) {
    pthread_cleanup_push(note, (void *)1);
    pthread_cleanup_push(note, (void *)2);
    pthread_cleanup_push(note, (void *)3);
    pthread_cleanup_pop(1);
    pthread_exit(argument);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

static void *count_detached(void *argument) {
    __atomic_fetch_add(&detached_done, 1, __ATOMIC_RELEASE);
    return argument;
}

static void *recurse(void *argument) {
    char bytes[4096];

    memset(bytes, (int)(uintptr_t)argument, sizeof bytes);
    if (argument == NULL)
        return NULL;
    void *result = recurse((void *)((uintptr_t)argument - 1));
    return bytes[9] == (char)(uintptr_t)argument ? result : argument;
}

static void *join_it(void *argument) {
    return (void *)(intptr_t)pthread_join(*(pthread_t *)argument, NULL);
}

static void *own_address(void *argument) {
    (void)argument;
    return __builtin_frame_address(0);
}

static void check_joins(void) {
    pthread_t thread, own = pthread_self(), joiner;
    void *result;

    CHECK(pthread_create(&thread, NULL, square, (void *)12) == 0 && pthread_join(thread, &result) == 0);
    CHECK(result == (void *)144 && pthread_join(thread, NULL) == ESRCH && pthread_detach(thread) == ESRCH);
    CHECK(pthread_create(&thread, NULL, clean_up, (void *)7) == 0 && pthread_join(thread, &result) == 0);
    CHECK(result == (void *)7 && order == 321);

    pthread_mutex_lock(&gate);
    CHECK(pthread_create(&thread, NULL, wait_at_gate, NULL) == 0 && pthread_detach(thread) == 0);
    CHECK(pthread_create(&joiner, NULL, join_it, &thread) == 0 && pthread_join(joiner, &result) == 0);
    CHECK(result == (void *)EINVAL && pthread_detach(thread) == EINVAL && pthread_cancel(thread) == ENOSYS);
    pthread_mutex_unlock(&gate);
    CHECK(pthread_join(own, NULL) == EDEADLK);
}

static void check_detached(void) {
    pthread_attr_t attributes;
    pthread_t thread;

    CHECK(pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0);
    for (int i = 0; i < 100; i++) {
        CHECK(pthread_create(&thread, i % 2 == 0 ? &attributes : NULL, count_detached, NULL) == 0);
        CHECK(i % 2 == 0 || pthread_detach(thread) == 0);
    }
    while (__atomic_load_n(&detached_done, __ATOMIC_ACQUIRE) != 100)
        sched_yield();
}

static void check_stacks(void) {
    static _Alignas(16) char own[64 * 1024];
    pthread_attr_t attributes;
    pthread_t thread;
    size_t size;
    void *address;

    CHECK(pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN - 1) == EINVAL);
    CHECK(pthread_attr_setstacksize(&attributes, 2 << 20) == 0);
    CHECK(pthread_create(&thread, &attributes, recurse, (void *)400) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(pthread_attr_setstack(&attributes, own, sizeof own) == 0);
    CHECK(pthread_attr_getstack(&attributes, &address, &size) == 0 && address == own && size == sizeof own);
    CHECK(pthread_create(&thread, &attributes, recurse, (void *)10) == 0 && pthread_join(thread, NULL) == 0);
    CHECK(pthread_create(&thread, &attributes, own_address, NULL) == 0 && pthread_join(thread, &address) == 0);
    CHECK((char *)address > own && (char *)address < own + sizeof own);
}

static void *many(void *argument) {
    for (int i = 0; i < 50; i++) {
        pthread_t thread;
        void *result;
        CHECK(pthread_create(&thread, NULL, square, (void *)(uintptr_t)i) == 0);
        CHECK(pthread_join(thread, &result) == 0 && result == (void *)((uintptr_t)i * (uintptr_t)i));
    }
    return argument;
}

void check_lives(void) {
    check_joins();
    check_detached();
    check_stacks();
    in_threads(many);
}
