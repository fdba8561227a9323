/* What the guests with several threads share: starting one and joining it. */
#ifndef THREAD_H
#define THREAD_H

#include "guest.h"

#include <stdbool.h>

enum { STACK = 0x10000 };

/* A thread that can be joined: `alive` is 0 when it is over. */
struct joinable {
    void (*body)(void *argument);
    void *argument;
    long number;
    uint32_t alive;
};

static void joinable_begin(void *argument) {
    struct joinable *thread = argument;

    thread->body(thread->argument);
    kernel_thread_exit(&thread->alive);
}

static __attribute__((unused)) void start_on(struct joinable *thread, void (*body)(void *), void *argument,
                                             uint64_t processors) {
    const struct kernel_thread how = {
        .entry = joinable_begin, .argument = thread, .stack_size = STACK, .processors = processors};

    thread->body = body;
    thread->argument = argument;
    thread->alive = 1;
    thread->number = kernel_thread_start(&how);
    CHECK(thread->number > 1);
}

static __attribute__((unused)) void start(struct joinable *thread, void (*body)(void *), void *argument) {
    start_on(thread, body, argument, 0);
}

static __attribute__((unused)) void join(struct joinable *thread) {
    while (__atomic_load_n(&thread->alive, __ATOMIC_ACQUIRE) != 0) {
        const int result = kernel_futex_wait(&thread->alive, 1, UINT64_MAX);
        CHECK(result == 0 || result == -KERNEL_EAGAIN);
    }
}

/* A lock: 0 nobody holds it, 1 somebody, 2 and others may wait. */
static __attribute__((unused)) void lock(uint32_t *word) {
    uint32_t was = 0;

    if (__atomic_compare_exchange_n(word, &was, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return;
    while (__atomic_exchange_n(word, 2, __ATOMIC_ACQUIRE) != 0)
        kernel_futex_wait(word, 2, UINT64_MAX);
}

static __attribute__((unused)) void unlock(uint32_t *word) {
    if (__atomic_exchange_n(word, 0, __ATOMIC_RELEASE) == 2)
        kernel_futex_wake(word, 1);
}

static inline uint64_t in_ms(uint64_t ms) {
    return kernel_clock_monotonic_ns() + ms * 1000000;
}

#endif
