#include "check.h"

#include <stdint.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

static int64_t reading(clockid_t clock) {
    struct timespec time;

    CHECK(clock_gettime(clock, &time) == 0 && time.tv_nsec >= 0 && time.tv_nsec < 1000000000);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void check_clocks(void) {
    struct timespec time = {0, 0};
    struct timeval now;
    clockid_t clock;
    int64_t real = reading(CLOCK_REALTIME), first = reading(CLOCK_MONOTONIC), last;

    CHECK(gettimeofday(&now, NULL) == 0 && now.tv_sec - real / 1000000000 <= 1);
    for (int i = 0; i < 1000; i++) {
        last = reading(CLOCK_MONOTONIC);
        CHECK(last >= first);
        first = last;
    }
    CHECK(clock_getres(CLOCK_MONOTONIC, &time) == 0 && time.tv_sec == 0 && time.tv_nsec == 1);
    CHECK(clock_getcpuclockid(0, &clock) == 0 && clock == CLOCK_PROCESS_CPUTIME_ID);
    CHECK(clock_getcpuclockid(7, &clock) == ESRCH);
    REFUSES(EINVAL, clock_gettime(99, &time));
    REFUSES(EINVAL, clock_getres(99, &time));
    REFUSES(ENOSYS, clock_settime(CLOCK_REALTIME, &time));
}

static void check_sleeping(void) {
    const int64_t start = reading(CLOCK_MONOTONIC), used = reading(CLOCK_PROCESS_CPUTIME_ID);
    struct timespec time = {.tv_nsec = 203000000};
    struct timeval wait = {.tv_usec = 40000};
    struct rusage usage;
    struct tms spent;
    int64_t slept;

    CHECK(nanosleep(&time, NULL) == 0);
    slept = reading(CLOCK_MONOTONIC) - start;
    CHECK(slept >= 203000000);
    /* The processor idles meanwhile: time passes, and use does not. */
    CHECK(reading(CLOCK_PROCESS_CPUTIME_ID) - used < slept - 100000000);
    CHECK(getrusage(RUSAGE_SELF, &usage) == 0 && usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec > 0);
    CHECK(usage.ru_stime.tv_sec == 0 && usage.ru_majflt == 0);
    CHECK(getrusage(RUSAGE_CHILDREN, &usage) == 0 && usage.ru_utime.tv_usec == 0);
    REFUSES(EINVAL, getrusage(5, &usage));
    CHECK(times(&spent) - (clock_t)(start / 1000000) >= 203 && spent.tms_utime < times(NULL));

    CHECK(clock_gettime(CLOCK_REALTIME, &time) == 0);
    time.tv_sec -= 5;
    CHECK(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &time, NULL) == 0);
    clock_gettime(CLOCK_REALTIME, &time);
    const int64_t wanted = time.tv_sec * INT64_C(1000000000) + time.tv_nsec + 20000000;
    time = (struct timespec){.tv_sec = wanted / 1000000000, .tv_nsec = wanted % 1000000000};
    CHECK(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &time, NULL) == 0 &&
          reading(CLOCK_REALTIME) >= wanted - 1000);
    time.tv_nsec = 1000000000;
    REFUSES(EINVAL, nanosleep(&time, NULL));
    CHECK(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &time, NULL) == EINVAL);

    const int64_t before = reading(CLOCK_MONOTONIC);
    CHECK(usleep(500) == 0 && reading(CLOCK_MONOTONIC) - before >= 500000);
    CHECK(select(0, NULL, NULL, NULL, &wait) == 0 && reading(CLOCK_MONOTONIC) - before >= 40500000);
    CHECK(sleep(0) == 0);
}

void check_time(void) {
    check_clocks();
    check_sleeping();
}
