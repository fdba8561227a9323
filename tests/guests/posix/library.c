/* What is no call of the system, and yet POSIX's or Linux's and not newlib's. */
#include "check.h"

#include <byteswap.h>
#include <endian.h>
#include <err.h>
#include <libgen.h>
#include <limits.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

static bool is_base(const char *path, const char *name) {
    char copy[16];

    return strcmp(basename(strcpy(copy, path)), name) == 0;
}

static bool is_folder(const char *path, const char *name) {
    char copy[16];

    return strcmp(dirname(strcpy(copy, path)), name) == 0;
}

static void check_paths(void) {
    CHECK(is_base("usr/lib", "lib") && is_base("/usr/", "usr") && is_base("/", "/") && is_base("///", "/"));
    CHECK(is_base("", ".") && is_base("lib", "lib") && is_base("a//b//", "b") && strcmp(basename(NULL), ".") == 0);
    CHECK(is_folder("/usr/lib", "/usr") && is_folder("/usr/", "/") && is_folder("usr", ".") && is_folder("", "."));
    CHECK(is_folder("/", "/") && is_folder("a//b//", "a") && is_folder("a/b", "a") && is_folder("//a", "/"));
    CHECK(is_folder("..", ".") && strcmp(dirname(NULL), ".") == 0);
}

static bool is_dated(int year, int month, int day, time_t time) {
    struct tm date = {.tm_year = year - 1900, .tm_mon = month, .tm_mday = day, .tm_isdst = 1};
    struct tm fields;

    return timegm(&date) == time && gmtime_r(&time, &fields) == &fields && date.tm_year == fields.tm_year &&
           date.tm_mon == fields.tm_mon && date.tm_mday == fields.tm_mday && date.tm_wday == fields.tm_wday &&
           date.tm_yday == fields.tm_yday;
}

static void check_dates(void) {
    struct timespec now;
    struct tm date = {.tm_year = INT_MAX, .tm_mon = INT_MAX};

    CHECK(is_dated(1970, 0, 1, 0) && is_dated(1969, 11, 31, -86400) && is_dated(2000, 1, 29, 951782400));
    CHECK(is_dated(2001, 13, 1, 1012521600) && is_dated(2001, -1, 31, 978220800) &&
          is_dated(1600, 2, 1, -11670912000));
    CHECK(is_dated(2038, 0, 20, 2147558400) && is_dated(2000, 0, 366, 978220800) && is_dated(1, 0, 1, -62135596800));
    errno = 0;
    CHECK(timegm(&date) == -1 && errno == EOVERFLOW && date.tm_year == INT_MAX);
    CHECK(timespec_get(&now, TIME_UTC) == TIME_UTC && now.tv_sec == time(NULL) && timespec_get(&now, 99) == 0);
}

static int compare(const void *one, const void *other) {
    return *(const int *)one - *(const int *)other;
}

static void check_searches(void) {
    int numbers[4] = {5, 3}, wanted = 3;
    size_t count = 2;
    struct element {
        struct element *next, *before;
    } first, second, third;

    CHECK(lfind(&wanted, numbers, &count, sizeof *numbers, compare) == &numbers[1]);
    wanted = 7;
    CHECK(lfind(&wanted, numbers, &count, sizeof *numbers, compare) == NULL && count == 2);
    CHECK(lsearch(&wanted, numbers, &count, sizeof *numbers, compare) == &numbers[2] && count == 3 &&
          numbers[2] == 7);
    CHECK(lsearch(&wanted, numbers, &count, sizeof *numbers, compare) == &numbers[2] && count == 3);
    insque(&first, NULL);
    insque(&third, &first);
    insque(&second, &first);
    CHECK(first.next == &second && second.next == &third && third.next == NULL && third.before == &second);
    remque(&second);
    CHECK(first.next == &third && third.before == &first && first.before == NULL);
}

static void check_bytes(void) {
    CHECK(bswap_16(0x0102) == 0x0201 && bswap_32(0x01020304) == 0x04030201 && bswap_64(1) == 1ull << 56);
    CHECK(htobe32(1) == 1u << 24 && htole64(7) == 7 && be16toh(0x0100) == 1 && __BYTE_ORDER == __LITTLE_ENDIAN);
}

/* What a call says on the error stream. */
static bool says(void (*call)(void), const char *text) {
    char got[64] = "";
    int ends[2];
    const int kept = dup(2);

    pipe(ends);
    dup2(ends[1], 2);
    call();
    dup2(kept, 2);
    close(kept);
    close(ends[1]);
    const ssize_t size = read(ends[0], got, sizeof got - 1);
    close(ends[0]);
    return size >= 0 && strcmp(got, text) == 0;
}

static void warn_of_file(void) {
    errno = ENOENT;
    warn("file %d", 3);
}

static void warn_of_nothing(void) {
    errno = ENOMEM;
    warn(NULL);
}

static void warn_plainly(void) {
    warnx("so much");
}

static void check_warnings(void) {
    CHECK(says(warn_of_file, "posix: file 3: No such file or directory\n"));
    CHECK(says(warn_of_nothing, "posix: Not enough space\n") && says(warn_plainly, "posix: so much\n"));
    CHECK(EX_USAGE == 64 && EX__MAX == EX_CONFIG);
}

void check_library(void) {
    check_paths();
    check_dates();
    check_searches();
    check_bytes();
    check_warnings();
}
