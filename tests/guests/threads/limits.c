/* What is told of threads' limits and stacks, held against what there is. */
#include "check.h"

#include <limits.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *pass_gate(void *argument) {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return argument;
}

static void check_as_many_threads_as_told(void) {
    const long most = sysconf(_SC_THREAD_THREADS_MAX);
    pthread_t *threads = malloc((size_t)most * sizeof *threads);
    pthread_attr_t attributes;
    long count = 1; /* the primary one */
    int error = 0;

    CHECK(pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN) == 0);
    pthread_mutex_lock(&gate);
    while (count <= most && (error = pthread_create(&threads[count], &attributes, pass_gate, NULL)) == 0)
        count++;
    CHECK(error == EAGAIN && count == most);
    pthread_mutex_unlock(&gate);
    for (long i = 1; i < count; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(pthread_create(&threads[0], &attributes, pass_gate, NULL) == 0 && pthread_join(threads[0], NULL) == 0);
    free(threads);
}

static void check_depth_of_mutexes(void) {
    pthread_mutexattr_t attributes;
    pthread_mutex_t mutex;
    unsigned depth = 0;

    CHECK(pthread_mutexattr_init(&attributes) == 0);
    CHECK(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE) == 0);
    CHECK(pthread_mutex_init(&mutex, &attributes) == 0);
    while (depth < 1000000 && pthread_mutex_lock(&mutex) == 0)
        depth++;
    CHECK(depth == 16383 && pthread_mutex_lock(&mutex) == EAGAIN && pthread_mutex_trylock(&mutex) == EAGAIN);
    while (depth-- > 0)
        CHECK(pthread_mutex_unlock(&mutex) == 0);
    CHECK(pthread_mutex_unlock(&mutex) == EPERM && pthread_mutex_destroy(&mutex) == 0);
}

static void handle(int signal) {
    char line[64];

    snprintf(line, sizeof line, "%d", signal);
}

/* The least stack is enough for what a thread does. */
static void *print(void *argument) {
    char line[64];

    CHECK(snprintf(line, sizeof line, "%.3f %Lg %s", 2.5, 1e300L, (char *)argument) == 17);
    CHECK(strcmp(line, "2.500 1e+300 told") == 0 && pthread_kill(pthread_self(), SIGUSR1) == 0);
    return NULL;
}

static void check_least_stack(void) {
    struct sigaction action = {.sa_handler = handle};
    pthread_attr_t attributes;
    pthread_t thread;

    CHECK(sigaction(SIGUSR1, &action, NULL) == 0 && pthread_attr_init(&attributes) == 0);
    CHECK(sysconf(_SC_THREAD_STACK_MIN) == PTHREAD_STACK_MIN);
    CHECK(pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN) == 0);
    CHECK(pthread_create(&thread, &attributes, print, "told") == 0 && pthread_join(thread, NULL) == 0);
}

/* ---- Stacks ---- */

struct stack {
    void *lowest;
    size_t size, guard;
};

static struct stack stack_of(pthread_t thread) {
    pthread_attr_t attributes;
    struct stack stack = {NULL, 0, 0};

    CHECK(pthread_getattr_np(thread, &attributes) == 0);
    CHECK(pthread_attr_getstack(&attributes, &stack.lowest, &stack.size) == 0);
    CHECK(pthread_attr_getguardsize(&attributes, &stack.guard) == 0);
    return stack;
}

static sem_t told, seen;

/* All of it can be used, and what runs is on it. */
static void *tell_stack(void *argument) {
    struct stack *stack = argument;
    char here;

    *stack = stack_of(pthread_self());
    CHECK(&here > (char *)stack->lowest && &here < (char *)stack->lowest + stack->size);
    *(volatile char *)stack->lowest = 1;
    CHECK(sem_post(&told) == 0 && sem_wait(&seen) == 0);
    return NULL;
}

/* A thread is told of its stack what others are told of it; when it is over, there is none. */
static struct stack check_stack_of(const pthread_attr_t *attributes) {
    struct stack own, as_others_see_it;
    pthread_t thread;

    CHECK(pthread_create(&thread, attributes, tell_stack, &own) == 0 && sem_wait(&told) == 0);
    as_others_see_it = stack_of(thread);
    CHECK(memcmp(&own, &as_others_see_it, sizeof own) == 0 && sem_post(&seen) == 0);
    while (stack_of(thread).size != 0)
        sched_yield();
    CHECK(stack_of(thread).lowest == NULL && pthread_join(thread, NULL) == 0);
    return own;
}

static void check_stacks(void) {
    static _Alignas(16) char memory[64 * 1024 + 8];
    pthread_attr_t attributes;
    struct stack stack = stack_of(pthread_self());
    struct rlimit limit;

    CHECK((char *)&attributes > (char *)stack.lowest && (char *)&attributes < (char *)stack.lowest + stack.size);
    *(volatile char *)stack.lowest = 1;
    CHECK(getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur == stack.size);
    CHECK(sem_init(&told, 0, 0) == 0 && sem_init(&seen, 0, 0) == 0 && pthread_attr_init(&attributes) == 0);
    stack = check_stack_of(NULL);
    CHECK(stack.size == 256 * 1024 && stack.guard == 4096);
    CHECK(pthread_attr_setstacksize(&attributes, 70000) == 0 && pthread_attr_setguardsize(&attributes, 5000) == 0);
    stack = check_stack_of(&attributes);
    CHECK(stack.size == 18 * 4096 && stack.guard == 8192);
    CHECK(pthread_attr_setguardsize(&attributes, 0) == 0 && check_stack_of(&attributes).guard == 4096);
    CHECK(pthread_attr_setguardsize(&attributes, 1 << 20) == 0 && check_stack_of(&attributes).guard == 1 << 20);
    CHECK(pthread_attr_setguardsize(&attributes, 1 << 30) == EINVAL);
    CHECK(pthread_attr_setstack(&attributes, memory, sizeof memory) == 0);
    stack = check_stack_of(&attributes);
    CHECK(stack.lowest == memory && stack.size == sizeof memory && stack.guard == 0);
}

void check_limits(void) {
    check_stacks();
    check_least_stack();
    check_depth_of_mutexes();
    check_as_many_threads_as_told();
}
