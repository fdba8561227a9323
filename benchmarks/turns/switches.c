/*
 * Two threads that take turns, in one of several ways. What lies between `counted_begin` and `counted_end`, two
 * functions that do nothing, is counted from outside.
 *
 * switches yield|mutex|futex TURNS: by sched_yield and by a mutex with a condition on one processor, by semaphores
 * across two.
 */
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void counted_begin(void);
void counted_end(void);

__attribute__((noinline)) void counted_begin(void) {
    __asm__ volatile("");
}

__attribute__((noinline)) void counted_end(void) {
    __asm__ volatile("");
}

static unsigned long turns;
static pthread_barrier_t both;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static unsigned whose;
static sem_t signs[2];

static void yield(unsigned me) {
    (void)me;
    for (unsigned long i = 0; i < turns; i++)
        sched_yield();
}

static void take_mutex(unsigned me) {
    for (unsigned long i = 0; i < turns; i++) {
        pthread_mutex_lock(&mutex);
        while (whose != me)
            pthread_cond_wait(&changed, &mutex);
        whose = 1 - me;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&mutex);
    }
}

static void wake(unsigned me) {
    for (unsigned long i = 0; i < turns; i++) {
        sem_wait(&signs[me]);
        sem_post(&signs[1 - me]);
    }
}

struct player {
    unsigned number, processor;
    void (*play)(unsigned me);
};

static void *run(void *argument) {
    const struct player *player = argument;
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(player->processor, &set);
    if (pthread_setaffinity_np(pthread_self(), sizeof set, &set) != 0)
        abort();
    pthread_barrier_wait(&both);
    if (player->number == 0)
        counted_begin();
    player->play(player->number);
    pthread_barrier_wait(&both);
    if (player->number == 0)
        counted_end();
    return NULL;
}

int main(int argc, char **argv) {
    const char *way = argc > 2 ? argv[1] : "";
    struct player players[2] = {{.number = 0}, {.number = 1}};
    pthread_t threads[2];

    turns = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    players[0].play = !strcmp(way, "yield") ? yield : !strcmp(way, "mutex") ? take_mutex : wake;
    players[1].play = players[0].play;
    players[1].processor = !strcmp(way, "futex");
    pthread_barrier_init(&both, NULL, 2);
    sem_init(&signs[0], 0, 1);
    sem_init(&signs[1], 0, 0);
    for (unsigned i = 0; i < 2; i++) {
        if (pthread_create(&threads[i], NULL, run, &players[i]) != 0)
            return 1;
    }
    for (unsigned i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    puts("switched");
    return 0;
}
