/* What each thread has of its own. */
#include "check.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static __thread int started = 42;
static __thread _Alignas(64) char aligned[64];
static __thread char zero[1000];

static pthread_key_t key, other;
static unsigned destroyed;

static void destroy(void *value) {
    __atomic_fetch_add(&destroyed, 1, __ATOMIC_RELAXED);
    if ((uintptr_t)value < 3)
        pthread_setspecific(key, (void *)((uintptr_t)value + 1));
}

static void *use(void *argument) {
    CHECK(started == 42 && (uintptr_t)aligned % 64 == 0 && zero[999] == 0);
    started += (int)(uintptr_t)argument;
    memset(zero, 1, sizeof zero);
    for (int i = 0; i < 100; i++) {
        sched_yield();
        errno = (int)(uintptr_t)argument;
        CHECK(errno == (int)(uintptr_t)argument && started == 42 + (int)(uintptr_t)argument);
    }
    CHECK(pthread_getspecific(key) == NULL && pthread_setspecific(key, (void *)1) == 0);
    CHECK(pthread_setspecific(other, argument) == 0 && pthread_getspecific(other) == argument);
    return NULL;
}

void check_storage(void) {
    CHECK(pthread_key_create(&key, destroy) == 0 && pthread_key_create(&other, NULL) == 0);
    started = 1;
    CHECK(pthread_setspecific(other, &key) == 0);
    memset(zero, 2, sizeof zero);
    started = 42;
    in_threads(use);
    CHECK(destroyed == 3 * THREADS && started == 42 && zero[5] == 2);
    CHECK(pthread_key_delete(other) == 0 && pthread_key_create(&other, NULL) == 0);
    CHECK(pthread_getspecific(other) == NULL && pthread_key_delete(other) == 0 && pthread_key_delete(key) == 0);
}
