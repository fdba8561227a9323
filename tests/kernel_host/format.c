/* Our printf against libc's. */
#include <portable/format.h>

#include <limits.h>
#include <stdint.h>

#include "host.h"

#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
#pragma GCC diagnostic ignored "-Wformat-overflow"

#define SAME(...)                                                                                                    \
    do {                                                                                                             \
        char ours[128], theirs[128];                                                                                 \
        format_into(ours, sizeof ours, __VA_ARGS__);                                                                 \
        snprintf(theirs, sizeof theirs, __VA_ARGS__);                                                                \
        if (strcmp(ours, theirs) != 0) {                                                                             \
            fprintf(stderr, "line %d: `%s`, libc has `%s`\n", __LINE__, ours, theirs);                               \
            exit(1);                                                                                                 \
        }                                                                                                            \
    } while (0)

static void as_libc(void) {
    SAME("plain %% text");
    SAME("%d %i %d %d", 0, 7, INT_MIN, INT_MAX);
    SAME("%u %u %x %X %#x %#X %#x", 0U, UINT_MAX, 0xbeefU, 0xbeefU, 0xbeefU, 0xbeefU, 0U);
    SAME("%ld %lu %lx %lld %zu %td %jd", LONG_MIN, ULONG_MAX, ULONG_MAX, LLONG_MIN, SIZE_MAX, (ptrdiff_t)-1,
         INTMAX_MIN);
    SAME("%hhd %hhu %hd %hu %hhx", 300, 300, 70000, 70000, -1);
    SAME("[%5d] [%-5d] [%05d] [%5d] [%05d] [%-5d]", 42, 42, 42, -42, -42, -42);
    SAME("[%8x] [%08x] [%#8x] [%#010x] [%-8x]", 0xab, 0xab, 0xab, 0xab, 0xab);
    SAME("[%3d] [%1d] [%*d] [%-*d] [%*d]", 12345, 12345, 6, 12, 6, 12, -6, 12);
    SAME("%c%c [%3c] [%-3c]", 'a', 'b', 'c', 'd');
    SAME("%s [%6s] [%-6s] [%.2s] [%.*s] [%6.3s] [%.0s]", "text", "ab", "ab", "abcdef", 3, "abcdef", "abcdef", "x");
    SAME("%p", (void *)0x1234);
}

static void own_ways(void) {
    char room[8];

    format_into(room, sizeof room, "%s", (const char *)NULL);
    CHECK(strcmp(room, "(null)") == 0);
    format_into(room, sizeof room, "%s", "longer than the room");
    CHECK(strcmp(room, "longer ") == 0);
    format_into(room, 1, "%d", 5);
    CHECK(room[0] == '\0');
    format_into(room, sizeof room, "%q%");
    CHECK(strcmp(room, "%q%") == 0);
    format_into(room, sizeof room, "%.3s", "abc-not-terminated-here");
    CHECK(strcmp(room, "abc") == 0);
    format_into(room, sizeof room, "%p", NULL);
    CHECK(strcmp(room, "0x0") == 0);
}

int main(void) {
    as_libc();
    own_ways();
    return 0;
}
