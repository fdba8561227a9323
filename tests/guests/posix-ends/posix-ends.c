/* Ends in the way that the argument names. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void destroy(void *value) {
    printf("destroyed %s\n", (char *)value);
}

static void wait_for_condition(void) {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;

    pthread_mutex_lock(&mutex);
    pthread_cond_wait(&condition, &mutex);
}

static void write_to_read_only(void) {
    char *memory = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memory[0] = 1;
}

static void touch_unmapped(void) {
    char *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memory[0] = 1;
    munmap(memory, 4096);
    memory[0] = 2;
}

static void exit_thread(void) {
    pthread_key_t key;

    pthread_key_create(&key, destroy);
    pthread_setspecific(key, "the value");
    pthread_exit(NULL);
}

static void sleep_until_alarm(void) {
    alarm(1);
    for (;;)
        pause();
}

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "";
    sigset_t none;

    sigemptyset(&none);
    if (strcmp(way, "condition") == 0)
        wait_for_condition();
    else if (strcmp(way, "pause") == 0)
        pause();
    else if (strcmp(way, "suspend") == 0)
        sigsuspend(&none);
    else if (strcmp(way, "await") == 0)
        sigwaitinfo(&none, NULL);
    else if (strcmp(way, "alarm") == 0)
        sleep_until_alarm();
    else if (strcmp(way, "terminate") == 0)
        raise(SIGTERM);
    else if (strcmp(way, "abort") == 0)
        abort();
    else if (strcmp(way, "thread") == 0)
        exit_thread();
    else if (strcmp(way, "read-only") == 0)
        write_to_read_only();
    else if (strcmp(way, "unmapped") == 0)
        touch_unmapped();
    return 1;
}
