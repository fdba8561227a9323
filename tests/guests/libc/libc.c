/* What our configuration of newlib and our patches are there for, beyond newlib's own tests. */
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <locale.h>
#include <malloc.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

static unsigned failures;

static void check(bool holds, const char *what, int line) {
    if (holds)
        return;
    failures++;
    fprintf(stderr, "line %d: not so: %s\n", line, what);
}

#define CHECK(condition) check(condition, #condition, __LINE__)

static void prints(int line, const char *expected, const char *format, ...) {
    char text[400];
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    check(length == (int)strlen(expected) && strcmp(text, expected) == 0, text, line);
}

#define PRINTS(expected, ...) prints(__LINE__, expected, __VA_ARGS__)

static void check_printf(void) {
    PRINTS("world hello", "%2$s %1$s", "hello", "world");
    PRINTS("  7|a|7", "%2$*1$d|%3$c|%2$d", 3, 7, 'a');
    PRINTS("1 2.500000 3 x 4", "%1$d %2$f %3$lld %4$s %5$zu", 1, 2.5, 3LL, "x", (size_t)4);
    PRINTS("1 2 3 4 5 6 7 8 9", "%1$d %2$d %3$d %4$d %5$d %6$d %7$d %8$d %9$d", 1, 2, 3, 4, 5, 6, 7, 8, 9);
    PRINTS("c b a", "%3$s %2$s %1$s", "a", "b", "c");
    PRINTS("-9223372036854775808 18446744073709551615", "%lld %llu", INT64_MIN, UINT64_MAX);
    PRINTS("-1 -1 255 65535", "%hhd %hd %hhu %hu", -1, -1, 255, 65535);
    PRINTS("9223372036854775807 -5 7", "%jd %td %zu", INTMAX_MAX, (ptrdiff_t)-5, (size_t)7);
    PRINTS("0x1.8p+1 1.25e+02 INF nan", "%a %.2e %F %g", 3.0, 125.0, INFINITY, NAN);
    PRINTS("0.1", "%g", 0.1);
    PRINTS("0.1000000000000000055511151231257827021", "%.37f", 0.1);
    PRINTS("3.141592653589793239", "%.18Lf", 3.14159265358979323851L);
    PRINTS("1.18973e+4932", "%Lg", 0x1.fffffffffffffffep16383L);
    PRINTS("wide", "%ls", L"wide");
    PRINTS("0x10", "%p", (void *)16);
}

static void check_wide_printf(void) {
    wchar_t text[64];

    CHECK(swprintf(text, 64, L"%2$.1f %1$lld", 1LL << 40, 2.5) == 17 && wcscmp(text, L"2.5 1099511627776") == 0);
    CHECK(swprintf(text, 64, L"%2$ls %1$d", 5, L"five") == 6 && wcscmp(text, L"five 5") == 0);
}

static void check_scanf(void) {
    int first = 0, second = 0;
    char word[8] = "";
    double real = 0;
    long double longer = 0;
    long long wide = 0;
    wchar_t wide_word[8] = L"";

    CHECK(sscanf("1 2 three", "%2$d %1$d %3$7s", &first, &second, word) == 3);
    CHECK(first == 2 && second == 1 && strcmp(word, "three") == 0);
    CHECK(swscanf(L"8 nine", L"%2$d %1$7ls", wide_word, &first) == 2 && first == 8 &&
          wcscmp(wide_word, L"nine") == 0);
    CHECK(sscanf("-9223372036854775808 3.0 2.5", "%lld %lf %Lf", &wide, &real, &longer) == 3);
    CHECK(wide == INT64_MIN && real == 3.0 && longer == 2.5L);
}

static void check_numbers(void) {
    static const double values[] = {
        0.1, 1e23, 5e-324, 1.7976931348623157e308, 2.2250738585072011e-308, 123456789.123456789};
    char text[40];

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        snprintf(text, sizeof text, "%.17g", values[i]);
        CHECK(strtod(text, NULL) == values[i]);
    }
    CHECK(strtod("0x1.8p+1", NULL) == 3.0);
    CHECK(strtold("3.14159265358979323851", NULL) == 3.14159265358979323851L);
    CHECK(fabs(sin(0.5) * sin(0.5) + cos(0.5) * cos(0.5) - 1) < 1e-15);
    CHECK(sqrt(2) == 1.4142135623730951 && floor(-0.5) == -1 && fma(2, 3, 4) == 10);
    errno = 0;
    CHECK(strtol("9223372036854775808", NULL, 10) == INT64_MAX && errno == ERANGE);
}

/* What each of the twelve takes of "0x" without a digit: the sign and the 0. */
static void check_prefixes(void) {
    static const char text[] = "-0xg";
    static const wchar_t wide[] = L"-0xg";
    char *end;
    wchar_t *wide_end;

#define TAKES_TWO(convert, text, end)                                                                                \
    CHECK(convert(text, &end, 0) == 0 && end == text + 2 && convert(text, &end, 16) == 0 && end == text + 2)
    TAKES_TWO(strtol, text, end);
    TAKES_TWO(strtoul, text, end);
    TAKES_TWO(strtoll, text, end);
    TAKES_TWO(strtoull, text, end);
    TAKES_TWO(strtoimax, text, end);
    TAKES_TWO(strtoumax, text, end);
    TAKES_TWO(wcstol, wide, wide_end);
    TAKES_TWO(wcstoul, wide, wide_end);
    TAKES_TWO(wcstoll, wide, wide_end);
    TAKES_TWO(wcstoull, wide, wide_end);
    TAKES_TWO(wcstoimax, wide, wide_end);
    TAKES_TWO(wcstoumax, wide, wide_end);
    CHECK(strtol("0x", &end, 0) == 0 && *end == 'x' && strtol("0XfFg", &end, 0) == 255 && *end == 'g');
    CHECK(wcstoul(L"0xfFg", &wide_end, 16) == 255 && *wide_end == L'g' && strtoumax("0x\xff", &end, 0) == 0 &&
          *end == 'x');
}

static void check_environment(void) {
    errno = 0;
    CHECK(setenv("", "value", 1) == -1 && errno == EINVAL && getenv("") == NULL);
    CHECK(setenv("name", "", 1) == 0 && getenv("name")[0] == '\0' && unsetenv("name") == 0 && getenv("name") == NULL);
}

/* A descriptor is where its stream is, at `position`, and the stream goes on from there. */
static void check_position(FILE *stream, long position, int line) {
    check(lseek(fileno(stream), 0, SEEK_CUR) == position && ftell(stream) == position, "descriptor and stream agree",
          line);
    check(fgetc(stream) == '0' + position, "the next byte", line);
}

#define STANDS_AT(position, stream) check_position(stream, position, __LINE__)

static void check_files(void) {
    FILE *stream = fopen("/tmp/digits", "we");
    char some[5];

    CHECK(fcntl(fileno(stream), F_GETFD) == FD_CLOEXEC);
    CHECK(fputs("0123456789", stream) >= 0 && fclose(stream) == 0);
    stream = fopen("/tmp/digits", "r");
    CHECK(fcntl(fileno(stream), F_GETFD) == 0);
    CHECK(fread(some, 1, 5, stream) == 5 && fflush(stream) == 0);
    STANDS_AT(5, stream);
    CHECK(fflush(stream) == 0 && fseek(stream, 0, SEEK_CUR) == 0);
    STANDS_AT(6, stream);
    CHECK(fflush(stream) == 0 && fseek(stream, 3, SEEK_SET) == 0);
    STANDS_AT(3, stream);
    CHECK(ungetc('?', stream) == '?' && fflush(stream) == 0);
    STANDS_AT(3, stream);
    fclose(stream);
}

static void check_multibyte(void) {
    wchar_t wide[8];
    char bytes[16];

    CHECK(setlocale(LC_ALL, "C.UTF-8") != NULL && MB_CUR_MAX > 1);
    CHECK(mbstowcs(wide, "\xc3\xa4\xe2\x82\xac", 8) == 2 && wide[0] == 0xe4 && wide[1] == 0x20ac);
    CHECK(wcstombs(bytes, wide, sizeof bytes) == 5 && strcmp(bytes, "\xc3\xa4\xe2\x82\xac") == 0);
    PRINTS("\xe2\x82\xac", "%lc", (wint_t)0x20ac);
    CHECK(setlocale(LC_ALL, "C") != NULL && MB_CUR_MAX == 1);
}

static void check_strings_in_memory(void) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    CHECK(stream != NULL);
    CHECK(fprintf(stream, "%2$d%1$d", 1, 2) == 2 && fclose(stream) == 0);
    CHECK(size == 2 && strcmp(text, "21") == 0);
    free(text);
    CHECK(asprintf(&text, "%s-%d", "made", 5) == 6 && strcmp(text, "made-5") == 0);
    free(text);
}

static void check_jumps(void) {
    jmp_buf place;
    volatile int passes = 0;
    int value = setjmp(place);

    if (++passes < 3)
        longjmp(place, passes);
    CHECK(passes == 3 && value == 2);
}

static void check_lines(void) {
    char text[] = "one\n\nlast;of all";
    FILE *const stream = fmemopen(text, strlen(text), "r");
    char *line = NULL;
    size_t size = 0;

    CHECK(getline(&line, &size, stream) == 4 && strcmp(line, "one\n") == 0 && size >= 5);
    CHECK(getline(&line, &size, stream) == 1 && getdelim(&line, &size, ';', stream) == 5);
    CHECK(getline(&line, &size, stream) == 6 && strcmp(line, "of all") == 0);
    CHECK(getline(&line, &size, stream) == -1 && feof(stream));
    free(line);
    fclose(stream);
}

static void check_blocks(void) {
    const struct mallinfo before = mallinfo();
    char *const block = malloc(1000);
    const struct mallinfo after = mallinfo();
    const size_t taken = after.uordblks - before.uordblks;

    CHECK(taken >= 1000 && taken < 1100 && after.arena >= after.uordblks + after.fordblks && after.arena < 1 << 20);
    errno = 0;
    CHECK(calloc(SIZE_MAX / 8 + 2, 8) == NULL && errno == ENOMEM);
    errno = 0;
    CHECK(pvalloc(SIZE_MAX - 1) == NULL && errno == ENOMEM);
    CHECK(memalign(SIZE_MAX / 2 + 1, SIZE_MAX / 2 - 100) == NULL && malloc(SIZE_MAX) == NULL);
    CHECK(malloc(SIZE_MAX / 2) == NULL && realloc(block, SIZE_MAX / 2) == NULL);
    free(block);
    CHECK(mallinfo().uordblks == before.uordblks);
}

int main(void) {
    check_printf();
    check_wide_printf();
    check_scanf();
    check_numbers();
    check_prefixes();
    check_environment();
    check_files();
    check_multibyte();
    check_strings_in_memory();
    check_jumps();
    check_lines();
    check_blocks();
    if (failures != 0)
        return 1;
    printf("the library as configured\n");
    return 0;
}
