/* Ends with more than one thread, in the way that the argument names. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
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

static _Noreturn void tell(void) {
    puts("told of the deadlock");
    exit(7);
}

/* One of the two that wait for each other is told so. */
static void lock_or_tell(pthread_mutex_t *mutex) {
    if (pthread_mutex_lock(mutex) == EDEADLK)
        tell();
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

static void *sleep_for_ever(void *argument) {
    if (sem_wait(argument) != 0 && errno == EDEADLK)
        tell();
    return argument;
}

/* Having asked for input once, it waits for nobody: what is typed then concerns no thread. */
static void ask_and_sleep(sem_t *never) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    if (poll(&input, 1, 10) == 0)
        puts("asleep");
    sleep_for_ever(never);
}

static void *read_input(void *argument) {
    printf("read %d\n", getchar());
    return argument;
}

/* When it returns, another thread has the stream, and has it while it sleeps. */
static void *hold(void *argument) {
    flockfile(stdout);
    sem_wait(argument);
    return argument;
}

static void wait_until_held(FILE *stream) {
    while (ftrylockfile(stream) == 0) {
        funlockfile(stream);
        sched_yield();
    }
}

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "";
    pthread_t thread, self = pthread_self();
    int status = 42;
    sem_t never;

    if (strcmp(way, "reading") == 0) {
        puts("asleep");
        pthread_create(&thread, NULL, read_input, NULL);
        wait_until_held(stdin);
        exit(status);
    }
    if (strcmp(way, "holding") == 0) {
        puts("asleep");
        sem_init(&never, 0, 0);
        pthread_create(&thread, NULL, hold, &never);
        wait_until_held(stdout);
        exit(status);
    }
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
    } else if (strcmp(way, "input") == 0) {
        sem_init(&never, 0, 0);
        pthread_create(&thread, NULL, sleep_for_ever, &never);
        ask_and_sleep(&never);
    } else if (strcmp(way, "last") == 0) {
        pthread_create(&thread, NULL, print_last, &self);
        pthread_exit(NULL);
    }
    pthread_join(thread, NULL);
    return 1;
}
