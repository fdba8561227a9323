/* Threads of POSIX as docs/libc.md has them, on a kernel that gives a program as many as it wants. */
#include "check.h"

#include <stdlib.h>

enum { NOTED = 10 };

struct failure {
    const char *what, *file;
    int line, error;
};

static struct failure noted[NOTED];
static unsigned failures;

unsigned often = 300;

static void tell(const struct failure *failure) {
    fprintf(stderr, "%s:%d: not so: %s (errno %d)\n", failure->file, failure->line, failure->what, failure->error);
}

void fail(const char *what, const char *file, int line) {
    const struct failure failure = {what, file, line, errno};
    const unsigned number = __atomic_fetch_add(&failures, 1, __ATOMIC_RELAXED);

    if (number < NOTED)
        noted[number] = failure;
    tell(&failure);
}

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

int main(int argc, char **argv) {
    if (argc > 1)
        often = (unsigned)atoi(argv[1]);
    check_limits();
    check_lives();
    check_storage();
    check_mutexes();
    check_conditions();
    check_rwlocks();
    check_meetings();
    check_times();
    check_awaited_signals();
    check_signals();
    check_library();
    check_standard();
    check_processors();
    for (unsigned i = 0; i < failures && i < NOTED; i++)
        tell(&noted[i]);
    if (failures == 0)
        puts("threads are as they say");
    return failures != 0;
}
