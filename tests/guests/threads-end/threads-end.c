/* Ends with more than one thread, in the way that the argument names. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both;

static int dive(int depth) {
    volatile char bytes[1000];

    bytes[depth % 1000] = (char)depth;
    return dive(depth + 1) + bytes[0];
}

static void *overflow(void *argument) {
    pthread_setname_np(pthread_self(), "diver");
    printf("%d\n", dive(0));
    return argument;
}

/* One of the two that wait for each other is told so. */
static void lock_or_tell(pthread_mutex_t *mutex) {
    if (pthread_mutex_lock(mutex) != EDEADLK)
        return;
    puts("told of the deadlock");
    exit(7);
}

static void *cross(void *argument) {
    pthread_mutex_lock(&other);
    pthread_barrier_wait(&both);
    lock_or_tell(&one);
    return argument;
}

static void *leave(void *argument) {
    exit(*(int *)argument);
}

static void *print_last(void *argument) {
    pthread_join(*(pthread_t *)argument, NULL);
    puts("the last thread");
    return NULL;
}

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "";
    pthread_t thread, self = pthread_self();
    int status = 42;

    if (strcmp(way, "overflow") == 0) {
        pthread_create(&thread, NULL, overflow, NULL);
    } else if (strcmp(way, "deadlock") == 0) {
        pthread_barrier_init(&both, NULL, 2);
        pthread_mutex_lock(&one);
        pthread_create(&thread, NULL, cross, NULL);
        pthread_barrier_wait(&both);
        lock_or_tell(&other);
    } else if (strcmp(way, "exit") == 0) {
        pthread_create(&thread, NULL, leave, &status);
    } else if (strcmp(way, "last") == 0) {
        pthread_create(&thread, NULL, print_last, &self);
        pthread_exit(NULL);
    }
    pthread_join(thread, NULL);
    return 1;
}
