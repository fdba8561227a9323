/* Processors: where threads run, and clocks that each thread has of its own. */
#include "check.h"

#include <sched.h>
#include <semaphore.h>
#include <string.h>
#include <unistd.h>

static void *run_on(void *argument) {
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    const int own = (int)((long)(uintptr_t)argument % count);
    struct timespec before, after;
    unsigned processor, node = 7;
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(own, &set);
    CHECK(sched_setaffinity(0, sizeof set, &set) == 0);
    CHECK(sched_getcpu() == own && getcpu(&processor, &node) == 0 && processor == (unsigned)own && node == 0);
    CHECK(sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) == 1 && CPU_ISSET(own, &set));
    CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before) == 0);
    for (volatile int i = 0; i < 1000000; i++)
        ;
    CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after) == 0);
    CHECK(after.tv_sec > before.tv_sec || after.tv_nsec > before.tv_nsec);
    return NULL;
}

static void *tell(void *argument) {
    *(int *)argument = sched_getcpu();
    return NULL;
}

static sem_t moved;

static void *tell_when_moved(void *argument) {
    CHECK(sem_wait(&moved) == 0);
    return tell(argument);
}

/* One that may not have begun yet is moved, and not whoever moves it. */
static void check_move_at_once(void) {
    const int last = (int)sysconf(_SC_NPROCESSORS_ONLN) - 1;
    cpu_set_t first, wanted, set;
    pthread_t thread;
    int where = -1;

    CPU_ZERO(&first);
    CPU_SET(0, &first);
    CPU_ZERO(&wanted);
    CPU_SET(last, &wanted);
    CHECK(sched_getaffinity(0, sizeof set, &set) == 0 && sched_setaffinity(0, sizeof first, &first) == 0);
    CHECK(sem_init(&moved, 0, 0) == 0 && pthread_create(&thread, NULL, tell_when_moved, &where) == 0);
    CHECK(pthread_setaffinity_np(thread, sizeof wanted, &wanted) == 0);
    CHECK(sched_getcpu() == 0 && sem_post(&moved) == 0);
    CHECK(pthread_join(thread, NULL) == 0 && where == last);
    CHECK(sched_setaffinity(0, sizeof set, &set) == 0);
}

static void check_policy_of_program(void) {
    struct sched_param parameter = {.sched_priority = 9};
    struct timespec interval;

    CHECK(sched_getscheduler(0) == SCHED_OTHER && sched_getscheduler(getpid() + 1) == -1 && errno == ESRCH);
    CHECK(sched_setparam(0, &parameter) == -1 && errno == ENOSYS);
    CHECK(sched_setscheduler(0, SCHED_FIFO, &parameter) == -1 && errno == ENOSYS);
    CHECK(sched_getparam(0, &parameter) == 0 && parameter.sched_priority == 0);
    CHECK(sched_getparam(getpid() + 1, &parameter) == -1 && sched_setparam(getpid() + 1, &parameter) == -1);
    CHECK(sched_setparam(0, &parameter) == 0 && sched_setscheduler(getpid(), SCHED_OTHER, &parameter) >= 0);
    errno = 0;
    CHECK(sched_rr_get_interval(0, &interval) == -1 && errno == ENOSYS);
}

void check_processors(void) {
    const int last = (int)sysconf(_SC_NPROCESSORS_ONLN) - 1;
    struct sched_param parameter = {.sched_priority = 1};
    pthread_attr_t attributes;
    pthread_t thread;
    cpu_set_t set;
    char name[16];
    int policy, where = -1;

    in_threads(run_on);
    check_move_at_once();
    check_policy_of_program();
    CPU_ZERO(&set);
    CHECK(sched_setaffinity(0, sizeof set, &set) == -1 && errno == EINVAL);
    CPU_SET(last, &set);
    CHECK(pthread_attr_init(&attributes) == 0 && pthread_attr_setaffinity_np(&attributes, sizeof set, &set) == 0);
    CHECK(pthread_create(&thread, &attributes, tell, &where) == 0 && pthread_join(thread, NULL) == 0 &&
          where == last);
    CHECK(pthread_setname_np(pthread_self(), "sixteen letters.") == ERANGE);
    CHECK(pthread_setname_np(pthread_self(), "main") == 0);
    CHECK(pthread_getname_np(pthread_self(), name, sizeof name) == 0 && strcmp(name, "main") == 0);
    CHECK(pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameter) == ENOTSUP);
    CHECK(pthread_getschedparam(pthread_self(), &policy, &parameter) == 0 && policy == SCHED_OTHER);
    CHECK(pthread_attr_setschedpolicy(&attributes, SCHED_RR) == ENOTSUP && sched_get_priority_max(SCHED_OTHER) == 0);
    CHECK(sysconf(_SC_THREADS) == 200809);
}
