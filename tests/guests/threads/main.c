/* Threads of POSIX as docs/libc.md has them, on a kernel that gives a program as many as it wants. */
#include "check.h"

unsigned failures;

void in_threads(void *(*function)(void *)) {
    pthread_t threads[THREADS];

    for (uintptr_t i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, function, (void *)i) == 0);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
}

struct timespec in_ms(clockid_t clock, long milliseconds) {
    struct timespec now;

    clock_gettime(clock, &now);
    const int64_t wanted = now.tv_sec * INT64_C(1000000000) + now.tv_nsec + milliseconds * INT64_C(1000000);
    return (struct timespec){.tv_sec = wanted / 1000000000, .tv_nsec = wanted % 1000000000};
}

int main(void) {
    check_lives();
    check_storage();
    check_mutexes();
    check_conditions();
    check_rwlocks();
    check_meetings();
    check_signals();
    check_library();
    check_processors();
    if (failures == 0)
        puts("threads are as they say");
    return failures != 0;
}
