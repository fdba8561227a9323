/* Where threads meet: barriers, pthread_once(), semaphores. */
#include "check.h"

#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <string.h>

enum { ROUNDS = 200 };

static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static unsigned steps[THREADS], serial, calls, passed;
static sem_t tokens, answers;

static void *step_together(void *argument) {
    const uintptr_t own = (uintptr_t)argument;

    for (unsigned round = 0; round < ROUNDS; round++) {
        steps[own] = round;
        const int result = pthread_barrier_wait(&barrier);
        CHECK(result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD);
        if (result != 0)
            __atomic_fetch_add(&serial, 1, __ATOMIC_RELAXED);
        for (int i = 0; i < THREADS; i++)
            CHECK(steps[i] == round);
        CHECK(pthread_barrier_wait(&barrier) <= 0);
    }
    return NULL;
}

static void call(void) {
    for (int i = 0; i < 10; i++)
        sched_yield();
    calls++;
}

static void *call_once(void *argument) {
    CHECK(pthread_once(&once, call) == 0 && calls == 1);
    return argument;
}

static void *pass_tokens(void *argument) {
    for (int i = 0; i < ROUNDS; i++) {
        CHECK(sem_wait(&tokens) == 0);
        __atomic_fetch_add(&passed, 1, __ATOMIC_RELAXED);
        CHECK(sem_post(argument == (void *)0 ? &answers : &tokens) == 0);
    }
    return NULL;
}

static void check_semaphores(void) {
    const struct timespec soon = in_ms(CLOCK_REALTIME, 20);
    int value;

    CHECK(sem_init(&tokens, 0, 0) == 0 && sem_init(&answers, 0, (unsigned)SEM_VALUE_MAX + 1) == -1);
    CHECK(sem_init(&answers, 0, 0) == 0 && errno == EINVAL);
    CHECK(sem_trywait(&tokens) == -1 && errno == EAGAIN);
    CHECK(sem_timedwait(&tokens, &soon) == -1 && errno == ETIMEDOUT);
    for (int i = 0; i < ROUNDS + 2; i++)
        CHECK(sem_post(&tokens) == 0);
    in_threads(pass_tokens);
    CHECK(passed == ROUNDS * THREADS && sem_getvalue(&tokens, &value) == 0 && value == 2);
    CHECK(sem_getvalue(&answers, &value) == 0 && value == ROUNDS);
    CHECK(sem_destroy(&tokens) == 0 && sem_wait(&tokens) == -1 && errno == EINVAL);
}

static void check_named(void) {
    sem_t *const one = sem_open("/name", O_CREAT | O_EXCL, 0600, 3);
    char longer[NAME_MAX + 3];
    int value;

    CHECK(one != SEM_FAILED && sem_open("name", 0) == one && sem_trywait(one) == 0);
    CHECK(sem_open("/name", O_CREAT | O_EXCL, 0600, 3) == SEM_FAILED && errno == EEXIST);
    CHECK(sem_close(one) == 0 && sem_close(one) == 0 && sem_close(one) == -1 && errno == EINVAL);
    /* It stays while it has its name, and for those that have it open. */
    CHECK(sem_open("/name", O_CREAT, 0600, 7) == one && sem_getvalue(one, &value) == 0 && value == 2);
    CHECK(sem_unlink("/name") == 0 && sem_unlink("/name") == -1 && errno == ENOENT);
    CHECK(sem_open("/name", 0) == SEM_FAILED && errno == ENOENT && sem_post(one) == 0 && sem_close(one) == 0);
    CHECK(sem_open("/a/b", O_CREAT, 0600, 0) == SEM_FAILED && errno == EINVAL);
    memset(longer, 'n', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    CHECK(sem_open(longer, O_CREAT, 0600, 0) == SEM_FAILED && errno == ENAMETOOLONG);
    CHECK(sem_open("/much", O_CREAT, 0600, (unsigned)SEM_VALUE_MAX + 1) == SEM_FAILED && errno == EINVAL);
}

void check_meetings(void) {
    CHECK(pthread_barrier_init(&barrier, NULL, 0) == EINVAL && pthread_barrier_init(&barrier, NULL, THREADS) == 0);
    in_threads(step_together);
    CHECK(serial == ROUNDS && pthread_barrier_destroy(&barrier) == 0);
    CHECK(pthread_barrier_wait(&barrier) == EINVAL);
    in_threads(call_once);
    check_semaphores();
    check_named();
}
