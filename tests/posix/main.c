/* Runs the test of the suite that its argument names: its main() is a function here. */
#include <stdio.h>
#include <string.h>

typedef int test(int argc, char **argv);

#define TEST(path, name) extern test name;
#include "tests.h"
#undef TEST

static const struct {
    const char *path;
    test *run;
} tests[] = {
#define TEST(path, name) {path, name},
#include "tests.h"
};

int main(int argc, char **argv) {
    for (unsigned i = 0; argc == 2 && i < sizeof tests / sizeof *tests; i++) {
        if (strcmp(tests[i].path, argv[1]) == 0)
            return tests[i].run(1, argv);
    }
    fputs("no such test\n", stderr);
    return 99;
}
