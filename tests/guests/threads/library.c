/* The C library used by many threads at once. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void *allocate(void *argument) {
    unsigned seed = (unsigned)(uintptr_t)argument + 1;
    char *blocks[32] = {0};

    for (int i = 0; i < 3000; i++) {
        seed = seed * 1103515245 + 12345;
        const unsigned place = seed / 65536 % 32, size = seed % 2000 + 1;
        CHECK(blocks[place] == NULL || blocks[place][0] == (char)place);
        free(blocks[place]);
        blocks[place] = malloc(size);
        CHECK(blocks[place] != NULL);
        memset(blocks[place], (int)place, size);
    }
    for (int i = 0; i < 32; i++)
        free(blocks[i]);
    return NULL;
}

static void *format(void *argument) {
    const double wanted = (double)(uintptr_t)argument + 0.1;
    char text[64], *end;

    for (int i = 0; i < 300; i++) {
        CHECK(snprintf(text, sizeof text, "%.17g %lu", wanted, (unsigned long)(uintptr_t)argument) > 5);
        CHECK(strtod(text, &end) == wanted && strtoul(end, NULL, 10) == (uintptr_t)argument);
        CHECK(setenv("SHARED", "value", 1) == 0 && getenv("SHARED") != NULL);
        void *mapped = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        CHECK(mapped != MAP_FAILED && memset(mapped, 1, 8192) == mapped && munmap(mapped, 8192) == 0);
    }
    return NULL;
}

static void *print(void *argument) {
    for (int i = 0; i < 20; i++)
        printf("a whole line of thread %lu\n", (unsigned long)(uintptr_t)argument);
    return NULL;
}

static void *try_stream(void *argument) {
    CHECK(ftrylockfile(stdout) != 0);
    return argument;
}

void check_library(void) {
    /* What is refused leaves the library's lock free. */
    CHECK(realloc(malloc(10), SIZE_MAX / 2 - 100) == NULL && errno == ENOMEM);
    flockfile(stdout);
    in_threads(try_stream);
    funlockfile(stdout);
    in_threads(allocate);
    in_threads(format);
    in_threads(print);
}
