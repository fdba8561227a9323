/* Starts a thread. Refuses ENOSYS where the kernel gives programs one thread; EAGAIN for want of memory or numbers,
 * EINVAL. */
#include "courier.h"
#include "mutexes.h"
#include "signals.h"
#include "threads.h"
#include "timer.h"

#include <errno.h>
#include <guest/kernel.h>
#include <limits.h>
#include <stdio.h>
#include <stubs/refused.h>

static pthread_t last_id = PRIMARY;

static void begin(void *argument) {
    struct stubs_thread *self = argument;

    self->number = kernel_thread_number();
    if (self->number > MUTEX_OWNER)
        kernel_panic("the kernel gave a thread a number that no mutex can note");
    stubs_deliver_pending();
    pthread_exit(self->function(self->argument));
}

/* Note a new thread, before it can be asked for; false when there are as many as there may be. The caller holds the
 * lock. */
static bool enter(struct stubs_thread *thread) {
    if (stubs_thread_count >= MUTEX_OWNER)
        return false;
    stubs_thread_count++;
    thread->id = ++last_id;
    thread->next = stubs_threads;
    stubs_threads = thread;
    snprintf(thread->name, sizeof thread->name, "thread %u", thread->id);
    return true;
}

static long start(struct stubs_thread *thread) {
    uint64_t processors = thread->attributes.processors;
    const int courier = stubs_timer_get().next_ns == 0 ? 0 : stubs_courier_start();

    if (courier < 0)
        return courier;
    if (processors == 0)
        kernel_thread_pinned(0, &processors);
    return kernel_thread_start(&(struct kernel_thread){
        .entry = begin,
        .argument = thread,
        .stack = thread->attributes.stackaddr,
        .stack_size = thread->attributes.stacksize,
        .thread_pointer = thread,
        .processors = processors,
        .name = thread->name,
    });
}

static int to_error(long refusal) {
    switch (refusal) {
    case -KERNEL_ENOSYS:
        stub_refused("pthread_create", ENOSYS);
        return ENOSYS;
    case -KERNEL_ENOMEM:
        return EAGAIN;
    default:
        return (int)-refusal;
    }
}

/* Under one lock, so that nobody asks for the thread before its number is noted, as what it is to the kernel. */
static int enter_and_start(struct stubs_thread *thread, pthread_t *id) {
    long number = -KERNEL_ENOMEM;

    stubs_lock(&stubs_threads_lock);
    if (enter(thread)) {
        number = start(thread);
        if (number >= 0) {
            thread->number = (unsigned)number;
            *id = thread->id;
        } else {
            stubs_threads = thread->next;
            stubs_thread_count--;
        }
    }
    stubs_unlock(&stubs_threads_lock);
    return number < 0 ? to_error(number) : 0;
}

int pthread_create(pthread_t *id, const pthread_attr_t *attributes, void *(*function)(void *), void *argument) {
    struct stubs_thread *thread;
    int error;

    if (attributes != NULL && !attributes->is_initialized)
        return EINVAL;
    stubs_threads_sweep();
    thread = stubs_thread_new();
    if (thread == NULL)
        return EAGAIN;
    if (attributes == NULL)
        pthread_attr_init(&thread->attributes);
    else
        thread->attributes = *attributes;
    thread->fate = thread->attributes.detachstate == PTHREAD_CREATE_DETACHED ? DETACHED : JOINABLE;
    thread->function = function;
    thread->argument = argument;
    thread->blocked = stubs_self()->blocked;
    error = enter_and_start(thread, id);
    if (error != 0)
        stubs_thread_free(thread);
    return error;
}
