/* Refuses, ENOSYS: this tier has one thread. */
#include <errno.h>
#include <pthread.h>
#include <stubs/refused.h>

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
    (void)thread;
    (void)attributes;
    (void)start;
    (void)argument;
    stub_refused("pthread_create", ENOSYS);
    return ENOSYS;
}
